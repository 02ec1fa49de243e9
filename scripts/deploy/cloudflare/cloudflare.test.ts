import { afterEach, describe, expect, test } from 'vitest';
import { Cloudflare } from './cloudflare.ts';
import { startCloudflare, TOKEN, type CloudflareState } from './cloudflare.fixture.ts';

let close = (): void => undefined;
afterEach(() => {
  close();
});

async function open(changes: Partial<CloudflareState> = {}, token = TOKEN) {
  const server = await startCloudflare(changes);
  close = server.close;
  return { api: new Cloudflare({ type: 'api_token', token }, server.url), ...server };
}

const ACCOUNT = { id: 'acc1', name: 'Acme' };

describe('the login at Cloudflare', () => {
  test('finds the only account; several have to be chosen from', async () => {
    const { api } = await open();
    expect(await api.account('')).toEqual(ACCOUNT);
    expect(await api.account('acc9')).toMatchObject({ id: 'acc9' });
    close();
    const other = await open({ accounts: [ACCOUNT, { id: 'acc2', name: 'Beta' }] });
    await expect(other.api.account('')).rejects.toMatchObject({
      code: 'cloudflare_account',
      message: expect.stringContaining('acc2 (Beta)'),
    });
    close();
    await expect((await open({ accounts: [] })).api.account('')).rejects.toMatchObject({
      code: 'cloudflare_account',
    });
  });

  test.each<[string, Partial<CloudflareState>, true | null]>([
    ['of a user, that may read its permissions', { permissions: ['Workers Scripts Write'] }, true],
    ['of an account', { tokenOf: '/accounts/acc1', permissions: ['Workers Scripts Write'] }, true],
    ['that cannot say what it may', {}, null],
  ])('a token %s passes', async (_, changes, may) => {
    expect(await (await open(changes)).api.mayDeploy(ACCOUNT)).toBe(may);
  });

  test.each<[string, Partial<CloudflareState>, string, RegExp]>([
    ['ended', { tokenStatus: 'expired' }, 'cloudflare_token', /it is expired/],
    [
      'sees no Workers',
      { maySeeWorkers: false },
      'cloudflare_permission',
      /Workers Scripts > Edit/,
    ],
    [
      'only reads',
      { permissions: ['Workers Scripts Read'] },
      'cloudflare_permission',
      /may not change Workers/,
    ],
  ])('a token that %s is refused before anything is changed', async (_, changes, code, words) => {
    const { api, requests } = await open(changes);
    const attempt = api.mayDeploy(ACCOUNT);
    await expect(attempt).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
    expect(requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  test('a token that is none is refused, and not repeated', async () => {
    const { api } = await open({}, 'hunter2');
    const attempt = api.account('');
    await expect(attempt).rejects.toMatchObject({ code: 'cloudflare_token' });
    await expect(attempt).rejects.not.toThrow(/hunter2/);
  });

  test('an OAuth login of wrangler is no token, and needs no check as one', async () => {
    const { url, requests } = await open();
    const api = new Cloudflare({ type: 'oauth', token: TOKEN }, url);
    expect(await api.mayDeploy(ACCOUNT)).toBeNull();
    expect(requests.some(({ path }) => path.includes('/tokens/'))).toBe(false);
  });

  test('no answer is one sentence', async () => {
    const api = new Cloudflare({ type: 'oauth', token: TOKEN }, 'http://127.0.0.1:1');
    await expect(api.account('')).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('what is deployed already', () => {
  test('is described by its bindings, without the values of secrets', async () => {
    const { api, state } = await open();
    expect(await api.worker(ACCOUNT, 'claude-monitor')).toBeNull();
    state.workers.set('claude-monitor', [
      { type: 'durable_object_namespace', name: 'HUB' },
      { type: 'plain_text', name: 'HUB_LOCATION', text: 'eu' },
      { type: 'secret_text', name: 'DEPLOY_SECRET', text: 'hidden' },
    ]);
    expect(await api.worker(ACCOUNT, 'claude-monitor')).toEqual({
      isOurs: true,
      vars: { HUB_LOCATION: 'eu' },
      secrets: ['DEPLOY_SECRET'],
    });
    state.workers.set('shop', [{ type: 'kv_namespace', name: 'HUB' }]);
    expect(await api.worker(ACCOUNT, 'shop')).toMatchObject({ isOurs: false });
  });

  test('an account that never chose a workers.dev name has none', async () => {
    expect(await (await open()).api.subdomain(ACCOUNT)).toBe('acme');
    close();
    expect(await (await open({ subdomain: null })).api.subdomain(ACCOUNT)).toBeNull();
  });
});
