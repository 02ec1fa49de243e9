/** In the place of `zod-to-json-schema` in the Worker's bundle: the SDK uses it for schemas of zod 3. */
export function zodToJsonSchema(): never {
  throw new Error('not part of this bundle');
}
