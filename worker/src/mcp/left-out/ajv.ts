/**
 * In the place of `ajv` and `ajv-formats` in the Worker's bundle. The SDK names them as its own choice
 * of a validator and never makes one here (see `server.ts`); they compile code, which the runtime
 * forbids.
 */
export default function leftOut(): never {
  throw new Error('not part of this bundle');
}
