import { describe, expect, test } from 'vitest';
import { shownUrl, urlFault } from './webhook-url.ts';

const isTaken = (url: string): boolean => urlFault('webhook', url, false) === null;

describe('[SHR5] the URL of a channel', () => {
  test.each([
    'https://hooks.example.com/alerts?team=shop',
    'https://hooks.example.com:443/alerts',
    'https://münchen.example/hook',
  ])('%s is taken', (url) => {
    expect(isTaken(url)).toBe(true);
  });

  test.each([
    ['no URL', 'hooks.example.com/alerts'],
    ['not https', 'http://hooks.example.com/alerts'],
    ['another scheme', 'file:///etc/passwd'],
    ['a user and password', 'https://user:secret@hooks.example.com/'],
    ['another port', 'https://hooks.example.com:8443/'],
    ['the port of a database', 'https://hooks.example.com:6379/'],
    ['loopback', 'https://127.0.0.1/'],
    ['loopback, short', 'https://127.1/'],
    ['loopback, decimal', 'https://2130706433/'],
    ['loopback, hex', 'https://0x7f000001/'],
    ['loopback, octal', 'https://0177.0.0.1/'],
    ['loopback, mixed', 'https://0x7f.0.0.1/'],
    ['loopback, full-width digits', 'https://１２７.0.0.1/'],
    ['loopback, encoded', 'https://%31%32%37.0.0.1/'],
    ['this network', 'https://0.0.0.0/'],
    ['private, ten', 'https://10.1.2.3/'],
    ['private, 172.16', 'https://172.16.0.1/'],
    ['private, 192.168', 'https://192.168.1.1/'],
    ['link-local, metadata of clouds', 'https://169.254.169.254/latest/meta-data/'],
    ['carrier-grade NAT', 'https://100.64.0.1/'],
    ['multicast', 'https://224.0.0.1/'],
    ['a public address by number', 'https://93.184.216.34/'],
    ['loopback, v6', 'https://[::1]/'],
    ['unspecified, v6', 'https://[::]/'],
    ['v4 mapped into v6', 'https://[::ffff:127.0.0.1]/'],
    ['v4 mapped into v6, hex', 'https://[::ffff:7f00:1]/'],
    ['unique local, v6', 'https://[fd00::1]/'],
    ['link-local, v6', 'https://[fe80::1]/'],
    ['v4 through NAT64', 'https://[64:ff9b::7f00:1]/'],
    ['localhost', 'https://localhost/'],
    ['localhost with a dot', 'https://localhost./'],
    ['localhost with dots', 'https://localhost../'],
    ['below localhost', 'https://monitor.localhost/'],
    ['capitals', 'https://LOCALHOST/'],
    ['a machine of this network', 'https://printer.local/'],
    ['a name of a cloud', 'https://metadata.google.internal/'],
    ['a name without a dot', 'https://metadata/'],
    ['a home network', 'https://router.home.arpa/'],
  ])('%s is refused', (_, url) => {
    expect(isTaken(url)).toBe(false);
  });

  test.each([
    ['slack', 'https://hooks.slack.com/services/T0/B0/x', true],
    ['slack', 'https://hooks.slack.com/', false],
    ['slack', 'https://hooks.slack.com/triggers/T0/1/x', false],
    ['slack', 'https://hooks.slack.com.example.com/services/T0/B0/x', false],
    ['slack', 'https://example.com/services/T0/B0/x', false],
    ['slack_app', 'https://slack.com/api/', true],
    ['slack_app', 'https://slack-gov.com/api/', true],
    ['slack_app', 'https://slack.com/api/chat.postMessage', false],
    ['slack_app', 'https://slack.com.example.com/api/', false],
    ['slack_app', 'https://hooks.slack.com/services/T0/B0/x', false],
    ['discord', 'https://discord.com/api/webhooks/1/x', true],
    ['discord', 'https://discord.com/api/v10/webhooks/1/x', true],
    ['discord', 'https://discord.com/api/webhooks/1/x?thread_id=2', true],
    ['discord', 'https://discord.com/api/webhooks/1/x?wait=true', false],
    ['discord', 'https://discord.com/channels/1', false],
    ['discord', 'https://discord.example.com/api/webhooks/1/x', false],
    ['discord', 'https://hooks.slack.com/services/T0/B0/x', false],
  ] as const)('of a channel of %s: %s is taken: %s', (kind, url, taken) => {
    expect(urlFault(kind, url, false) === null).toBe(taken);
  });

  test('of a receiver on this machine is taken by a setting of tests only', () => {
    expect(urlFault('slack', 'http://127.0.0.1:4000/hook', true)).toBeNull();
    expect(urlFault('webhook', 'ftp://127.0.0.1/', true)).not.toBeNull();
  });

  test('is shown by its host and its last four characters', () => {
    const shown = shownUrl('https://hooks.slack.com/services/T0/B0/secret1234');
    expect(shown).toEqual({ host: 'hooks.slack.com', urlEnd: '1234' });
  });
});
