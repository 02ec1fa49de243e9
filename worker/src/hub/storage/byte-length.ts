const encoder = new TextEncoder();

/** Size of a text as it is stored and sent, in UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).byteLength;
}
