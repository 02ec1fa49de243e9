const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BITS_PER_DIGIT = Math.log2(DIGITS.length);

/** Bytes as base62 text, of one length for one number of bytes. */
export function encodeBase62(bytes: Uint8Array): string {
  let number = 0n;
  for (const byte of bytes) number = (number << 8n) | BigInt(byte);
  let text = '';
  for (; number > 0n; number /= 62n) text = DIGITS.charAt(Number(number % 62n)) + text;
  return text.padStart(Math.ceil((bytes.length * 8) / BITS_PER_DIGIT), '0');
}
