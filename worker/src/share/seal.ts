import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { fromBase64Url, toBase64Url } from '../domain/credential/base64url.ts';

/** Text that means something to one link only, and leads back to what it was made of. */
export type Seal = {
  seal: (text: string) => string;
  /** Null for what this link did not seal. */
  unseal: (sealed: string) => string | null;
};

const CIPHER = 'aes-256-ctr';
const TAG_BYTES = 16;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A sealed text is the same each time, for pages find things again by it: so what a cipher is begun with
 * can't be random, and is the text's own MAC instead (a synthetic IV, RFC 5297), which also proves it.
 */
export function createSeal(secret: string): Seal {
  const macKey = hmac(secret, 'seal: mac');
  const key = hmac(secret, 'seal: cipher');
  const tagOf = (text: string): Uint8Array => hmac(macKey, text).subarray(0, TAG_BYTES);
  return {
    seal: (text) => {
      const tag = tagOf(text);
      // A stream: all of it comes from `update`.
      const body: Uint8Array = createCipheriv(CIPHER, key, tag).update(encoder.encode(text));
      return toBase64Url(Uint8Array.of(...tag, ...body));
    },
    unseal: (sealed) => {
      const bytes = bytesOf(sealed);
      if (bytes === null || bytes.length <= TAG_BYTES) return null;
      const tag = bytes.subarray(0, TAG_BYTES);
      const body = bytes.subarray(TAG_BYTES);
      const opened: Uint8Array = createDecipheriv(CIPHER, key, tag).update(body);
      const text = decoder.decode(opened);
      return timingSafeEqual(tag, tagOf(text)) ? text : null;
    },
  };
}

function hmac(key: string | Uint8Array, text: string): Uint8Array {
  const bytes: Uint8Array = createHmac('sha256', key).update(text).digest();
  return bytes;
}

function bytesOf(sealed: string): Uint8Array | null {
  try {
    return fromBase64Url(sealed);
  } catch {
    return null;
  }
}
