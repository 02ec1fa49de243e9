import { send } from '../../alerts/send.ts';
import { encodeBase62 } from '../../domain/base62.ts';
import type { Outside } from '../awake.ts';

const ID_BYTES = 15;

/**
 * What alerts need of the world, as the platform gives it. `ALERTS_ALLOW_LOCAL` (`1`) lets channels call
 * addresses of this machine, over http too: for stand-ins in tests, never for a deployment (rule SHR5).
 */
export const outsideOf = (env: { ALERTS_ALLOW_LOCAL?: unknown }): Outside => ({
  send: (post) => send(post, (url, init) => fetch(url, init)),
  isLocalAllowed: env.ALERTS_ALLOW_LOCAL === '1',
  newId: () => `msg_${encodeBase62(crypto.getRandomValues(new Uint8Array(ID_BYTES)))}`,
  random: () => Math.random(),
});
