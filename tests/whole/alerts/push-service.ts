import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  hkdfSync,
  randomBytes,
  verify,
  type ECDH,
} from 'node:crypto';
import { z } from 'zod';
import { Platform, type PlatformAnswer, type Received } from './platform.ts';

const DAY_S = 86_400;
/** What a push service has to take at least, and the ones of browsers take no more (RFC 8030, 7.2). */
const BODY_BYTES = 4_096;
const POINT_BYTES = 65;
const HEADER_BYTES = 16 + 4 + 1;

const claimsSchema = z.object({ aud: z.string(), exp: z.number(), sub: z.string() });

/**
 * A push service and the browser that is subscribed with it: it takes what RFC 8030 and RFC 8292 allow, signed by
 * the key that the browser was subscribed with, and opens each message with the browser's own keys (RFC 8291).
 */
export class PushService {
  readonly platform: Platform;
  /** What the browser was told, decrypted. */
  readonly messages: unknown[] = [];
  /** Why a message was not taken. */
  readonly faults: string[] = [];
  isGone = false;
  publicKey = '';
  readonly #browser: ECDH;
  readonly #auth: Buffer;

  private constructor(platform: Platform, browser: ECDH) {
    this.platform = platform;
    this.#browser = browser;
    this.#auth = randomBytes(16);
  }

  static async start(): Promise<PushService> {
    const browser = createECDH('prime256v1');
    browser.generateKeys();
    const held: { service: PushService | null } = { service: null };
    const platform = await Platform.start((message) => held.service?.take(message) ?? FAILED);
    held.service = new PushService(platform, browser);
    return held.service;
  }

  get subscription(): { endpoint: string; keys: { p256dh: string; auth: string } } {
    return {
      endpoint: this.platform.url,
      keys: {
        p256dh: this.#browser.getPublicKey().toString('base64url'),
        auth: this.#auth.toString('base64url'),
      },
    };
  }

  take(message: Received): PlatformAnswer {
    if (this.isGone) return { status: 410 };
    try {
      this.#checkHeaders(message);
      this.#checkSender(message);
      this.messages.push(JSON.parse(this.#decrypted(message.bytes)));
      return { status: 201, headers: { location: '/message/1' } };
    } catch (error) {
      this.faults.push(String(error));
      return { status: 400 };
    }
  }

  #checkHeaders({ method, headers, bytes }: Received): void {
    hold(method === 'POST', 'the method');
    hold(/^\d+$/.test(headers['ttl'] ?? ''), 'TTL, which is required');
    hold(headers['content-encoding'] === 'aes128gcm', 'the encoding');
    hold(/^(very-low|low|normal|high)$/.test(headers['urgency'] ?? 'normal'), 'the urgency');
    hold(/^[A-Za-z0-9_-]{1,32}$/.test(headers['topic'] ?? 'none'), 'the topic');
    hold(bytes.length <= BODY_BYTES, 'the size');
  }

  /** RFC 8292: a token of ES256 for this service, by the key of the subscription, for a day at most. */
  #checkSender({ headers, at }: Received): void {
    const [, token = '', key] =
      /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(headers['authorization'] ?? '') ?? [];
    hold(key === this.publicKey, 'the key');
    const [header = '', claims = '', signature = ''] = token.split('.');
    const head: unknown = JSON.parse(Buffer.from(header, 'base64url').toString());
    hold(JSON.stringify(head).includes('"alg":"ES256"'), 'the algorithm');
    const signed = Buffer.from(`${header}.${claims}`);
    const by = { key: publicKeyOf(key ?? ''), dsaEncoding: 'ieee-p1363' } as const;
    hold(verify('sha256', signed, by, Buffer.from(signature, 'base64url')), 'the signature');
    const { aud, exp, sub } = claimsSchema.parse(
      JSON.parse(Buffer.from(claims, 'base64url').toString()),
    );
    // The stand-in speaks http; of a real one the address is https.
    hold(aud === `https://${headers['host'] ?? ''}`, 'the audience');
    const now = at / 1_000;
    hold(exp > now && exp <= now + DAY_S, 'the expiry');
    hold(/^(mailto:.+@(?!localhost).+|https:\/\/.+)$/.test(sub), 'the contact');
  }

  /** RFC 8291 and RFC 8188: one record. */
  #decrypted(bytes: Buffer): string {
    const salt = bytes.subarray(0, 16);
    const recordSize = bytes.readUInt32BE(16);
    hold(bytes[20] === POINT_BYTES, 'the length of the sender’s key');
    const sender = bytes.subarray(HEADER_BYTES, HEADER_BYTES + POINT_BYTES);
    const body = bytes.subarray(HEADER_BYTES + POINT_BYTES);
    hold(body.length <= recordSize, 'the size of the record');
    const shared = this.#browser.computeSecret(sender);
    const info = Buffer.concat([
      Buffer.from('WebPush: info\0'),
      this.#browser.getPublicKey(),
      sender,
    ]);
    const secret = Buffer.from(hkdfSync('sha256', shared, this.#auth, info, 32));
    const derived = (what: string, length: number): Buffer =>
      Buffer.from(
        hkdfSync('sha256', secret, salt, Buffer.from(`Content-Encoding: ${what}\0`), length),
      );
    const opened = createDecipheriv('aes-128-gcm', derived('aes128gcm', 16), derived('nonce', 12));
    opened.setAuthTag(body.subarray(-16));
    const padded = Buffer.concat([opened.update(body.subarray(0, -16)), opened.final()]);
    const end = padded.findLastIndex((byte) => byte !== 0);
    hold(padded[end] === 2, 'the end of the last record');
    return padded.subarray(0, end).toString('utf8');
  }
}

const FAILED: PlatformAnswer = { status: 500 };

function hold(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`wrong: ${what}`);
}

function publicKeyOf(text: string) {
  const point = Buffer.from(text, 'base64url');
  const at = (from: number): string => point.subarray(from, from + 32).toString('base64url');
  return createPublicKey({
    format: 'jwk',
    key: { kty: 'EC', crv: 'P-256', x: at(1), y: at(33) },
  });
}
