import { describe, expect, test } from 'vitest';
import { hashCredential } from '../domain/credential/credential.ts';
import { CREDENTIAL_HEADER } from '../hub/rpc.ts';
import { bearer, errorOf, setUp } from '../testing/app.fixture.ts';
import { ORIGIN } from '../testing/deps.fixture.ts';

describe('/v1/live', () => {
  test('[SHR7] hands the upgrade to the hub with the hash in place of the credential', async () => {
    const { fake, send } = setUp();
    const key = await fake.keyOf('team', ['read']);
    await send('/v1/live?cursor=c1', {
      headers: {
        ...bearer(key),
        upgrade: 'websocket',
        [CREDENTIAL_HEADER]: 'forged',
        cookie: 'a=b',
      },
    });
    const [request] = fake.hub('team').upgrades;
    expect(request?.headers.get(CREDENTIAL_HEADER)).toBe(await hashCredential(key));
    expect(request?.headers.has('authorization')).toBe(false);
    expect(request?.headers.has('cookie')).toBe(false);
    expect(request?.headers.get('upgrade')).toBe('websocket');
    expect(request?.url).toBe(`${ORIGIN}/v1/live?cursor=c1`);
  });

  test('is 426 without an upgrade', async () => {
    const { fake, send } = setUp();
    const response = await send('/v1/live', {
      headers: bearer(await fake.keyOf('team', ['read'])),
    });
    expect([response.status, (await errorOf(response)).code]).toEqual([426, 'upgrade_required']);
  });
});
