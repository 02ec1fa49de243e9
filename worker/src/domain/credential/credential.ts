import { encodeBase62 } from './base62.ts';

/**
 * A credential (key, cookie) is `cm.WORKSPACE.RANDOM.MAC`. The MAC is a filter: it tells a guessed
 * credential from one that this deployment made, before a body is read or an object is woken. The
 * permission is what the workspace's hub knows of the credential's hash (rules SHR1, SHR7).
 */
export type Caller = {
  workspace: string;
  /** SHA-256 of the whole credential, hex. */
  hash: string;
};

/** The deploy secret, and former ones whose credentials still pass the filter. */
export type DeploySecrets = { current: string; former: readonly string[] };

export const CREDENTIAL_RANDOM_BYTES = 24;
const MAC_BYTES = 9;
const SHAPE = /^cm\.([A-Za-z0-9]{1,40})\.([A-Za-z0-9]{16,64})\.([A-Za-z0-9]{13})$/;
const encoder = new TextEncoder();

/** A new credential of a workspace, from CREDENTIAL_RANDOM_BYTES random bytes. */
export async function mintCredential(
  secret: string,
  workspace: string,
  random: Uint8Array,
): Promise<string> {
  const signed = `cm.${workspace}.${encodeBase62(random)}`;
  return `${signed}.${await macOf(secret, signed)}`;
}

/**
 * The cookie of who opens a link, which is the same for all who do: opening it again, however often, takes
 * no room and ends no other's. It does not say what the token is.
 */
export async function cookieOfLink(
  secret: string,
  workspace: string,
  token: string,
): Promise<string> {
  const digest = await hmac(secret, `cookie of ${token}`);
  return await mintCredential(secret, workspace, digest.subarray(0, CREDENTIAL_RANDOM_BYTES));
}

/** Who a credential claims to be, or null when this deployment never made it. */
export async function verifyCredential(
  secrets: DeploySecrets,
  credential: string,
): Promise<Caller | null> {
  const workspace = SHAPE.exec(credential)?.[1];
  if (workspace === undefined) return null;
  const cut = credential.lastIndexOf('.');
  const signed = credential.slice(0, cut);
  const mac = credential.slice(cut + 1);
  for (const secret of [secrets.current, ...secrets.former]) {
    if (isSameText(mac, await macOf(secret, signed))) {
      return { workspace, hash: await hashCredential(credential) };
    }
  }
  return null;
}

export async function hashCredential(credential: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', encoder.encode(credential));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What `POST /v1/workspaces` takes: whoever holds the deploy secret can make it (rule SHR8). */
export async function bootstrapToken(secret: string): Promise<string> {
  return encodeBase62(await hmac(secret, 'bootstrap'));
}

/** Compares in a time that depends on the lengths only. */
export function isSameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index++) {
    difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  }
  return difference === 0;
}

/** The MAC of a text that is no credential; its first words say what it is for. */
export const signedText = (secret: string, text: string): Promise<string> => macOf(secret, text);

async function macOf(secret: string, text: string): Promise<string> {
  return encodeBase62((await hmac(secret, text)).subarray(0, MAC_BYTES));
}

async function hmac(secret: string, text: string): Promise<Uint8Array> {
  // Imported for each use: a promise kept for the isolate would be shared by requests.
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, [
    'sign',
  ]);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)));
}
