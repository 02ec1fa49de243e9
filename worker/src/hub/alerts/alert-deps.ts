import { send, type Post } from '../../alerts/send.ts';
import { encodeBase62 } from '../../domain/credential/base62.ts';
import { mintCredential } from '../../domain/credential/credential.ts';
import type { Outcome } from '../../domain/alerts/retry.ts';

const ID_BYTES = 15;

export type AlertEnv = {
  /**
   * `1`: channels may call addresses of this machine, over http too. For receivers in tests, never for a
   * deployment (rule SHR5).
   */
  ALERTS_ALLOW_LOCAL?: unknown;
  /**
   * A way out that reaches public addresses only, whatever a name leads to: where the Worker runs on
   * somebody's own machine. On the platform it is outside of every private network.
   */
  ALERTS_NETWORK?: Fetcher;
  /** The Worker's own: links in messages are credentials of this deployment. */
  DEPLOY_SECRET?: unknown;
};

/** What alerts reach outside of the hub. */
export type AlertDeps = {
  send: (post: Post) => Promise<Outcome>;
  /** Receivers on this machine may be called: for tests (rule SHR5). */
  isLocalAllowed: boolean;
  newId: () => string;
  mint: (workspace: string, random: Uint8Array) => Promise<string>;
  /** From 0 to 1. */
  random: () => number;
};

export const alertDepsOf = (env: AlertEnv): AlertDeps => ({
  send: (post) =>
    send(post, (url, init) =>
      env.ALERTS_NETWORK === undefined ? fetch(url, init) : env.ALERTS_NETWORK.fetch(url, init),
    ),
  isLocalAllowed: env.ALERTS_ALLOW_LOCAL === '1',
  newId: () => `msg_${encodeBase62(crypto.getRandomValues(new Uint8Array(ID_BYTES)))}`,
  mint: (workspace, random) => mintCredential(String(env.DEPLOY_SECRET), workspace, random),
  random: () => Math.random(),
});
