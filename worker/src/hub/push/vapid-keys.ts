import { z } from 'zod';
import { fromBase64Url, toBase64Url } from '../../domain/credential/base64url.ts';
import { readMeta, textOf, writeMeta } from '../storage/storage.ts';

const META_KEYS = 'vapid keys';

const vapidSchema = z.object({ publicKey: z.string(), privateKey: z.string() });

/** Of P-256, base64url: the public key as an uncompressed point, the private one as its number. */
type VapidPair = z.infer<typeof vapidSchema>;

/**
 * The keys by which push services know this workspace (RFC 8292), made when they are first asked for. The
 * private one stays in the hub's storage: no route and no message has it.
 */
export class VapidKeys {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  async pair(): Promise<VapidPair> {
    const known = this.#stored();
    if (known !== null) return known;
    const made = await makePair();
    // Another call may have been faster: browsers subscribe with what was said first.
    const first = this.#stored();
    if (first !== null) return first;
    writeMeta(this.#sql, META_KEYS, JSON.stringify(made));
    return made;
  }

  #stored(): VapidPair | null {
    const stored = readMeta(this.#sql, META_KEYS);
    return stored === null ? null : vapidSchema.parse(JSON.parse(textOf(stored)));
  }
}

const jwkSchema = z.object({ x: z.string(), y: z.string(), d: z.string() });

async function makePair(): Promise<VapidPair> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const made = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  if (!('privateKey' in made)) throw new Error('no pair of keys was made');
  const { x, y, d } = jwkSchema.parse(await crypto.subtle.exportKey('jwk', made.privateKey));
  const point = Uint8Array.of(4, ...fromBase64Url(x), ...fromBase64Url(y));
  return { publicKey: toBase64Url(point), privateKey: d };
}
