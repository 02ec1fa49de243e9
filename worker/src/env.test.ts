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

  test.each([
    [{ ...good, DEPLOY_SECRET: undefined }, 'DEPLOY_SECRET is not set'],
    [{ ...good, DEPLOY_SECRET: 'hunter2' }, 'DEPLOY_SECRET is shorter than 16 characters'],
    [{ ...good, HUB: undefined }, 'HUB the binding HUB is missing'],
  ])('[SHR4] says what is wrong and what to do, without the value', (raw, problem) => {
    const parsed = parseEnv(raw);
    expect(parsed.ok ? '' : parsed.problem).toContain(problem);
    expect(JSON.stringify(parsed)).not.toContain('hunter2');
  });
});
