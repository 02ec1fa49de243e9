import { describe, expect, test } from 'vitest';
import { parseEnv } from './env.ts';

const good = { DEPLOY_SECRET: 'a-secret-of-enough-length', HUB: {}, ASSETS: {} };

describe('parseEnv', () => {
  test('reads lists, and takes what is not set as empty', () => {
    const lists = { ALLOWED_HOSTS: 'a:1, b:2,', DEPLOY_SECRETS_FORMER: 'x' };
    expect(parseEnv({ ...good, ...lists })).toMatchObject({
      ok: true,
      env: { ALLOWED_HOSTS: ['a:1', 'b:2'], DEPLOY_SECRETS_FORMER: ['x'] },
    });
    expect(parseEnv(good)).toMatchObject({ ok: true, env: { ALLOWED_HOSTS: [] } });
  });

  test('reads where the objects live', () => {
    expect(parseEnv({ ...good, HUB_LOCATION: 'eu' })).toMatchObject({
      env: { HUB_LOCATION: 'eu' },
    });
    expect(parseEnv({ ...good, HUB_LOCATION: '' })).toMatchObject({ env: { HUB_LOCATION: null } });
    expect(parseEnv(good)).toMatchObject({ env: { HUB_LOCATION: null } });
  });

  test('reads the address that browsers see, as an origin', () => {
    expect(
      parseEnv({ ...good, PUBLIC_URL: 'https://A.example:443/', PLAIN_HTTP: '1' }),
    ).toMatchObject({
      env: { PUBLIC_URL: 'https://a.example', PLAIN_HTTP: true },
    });
    expect(parseEnv(good)).toMatchObject({ env: { PUBLIC_URL: null, PLAIN_HTTP: false } });
  });

  test.each([
    [{ ...good, PUBLIC_URL: 'hunter2' }, 'PUBLIC_URL is not a URL'],
    [{ ...good, PUBLIC_URL: 'https://a.example/hunter2' }, 'PUBLIC_URL has a path'],
    [{ ...good, HUB_LOCATION: 'hunter2' }, 'HUB_LOCATION is none of eu, us'],
    [{ ...good, DEPLOY_SECRET: undefined }, 'DEPLOY_SECRET is not set'],
    [{ ...good, DEPLOY_SECRET: 'hunter2' }, 'DEPLOY_SECRET is shorter than 16 characters'],
    [{ ...good, HUB: undefined }, 'HUB the binding HUB is missing'],
  ])('[SHR4] says what is wrong and what to do, without the value', (raw, problem) => {
    const parsed = parseEnv(raw);
    expect(parsed.ok ? '' : parsed.problem).toContain(problem);
    expect(JSON.stringify(parsed)).not.toContain('hunter2');
  });
});
