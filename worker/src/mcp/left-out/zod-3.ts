/** In the place of `zod/v3` in the Worker's bundle: the SDK takes schemas of it, and gets none. */
export function object(): never {
  throw new Error('not part of this bundle');
}
