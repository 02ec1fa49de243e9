/**
 * In the place of `@modelcontextprotocol/server/_shims` in the Worker's bundle. Only answers to questions that a
 * server asks its client are validated by schema, and this one asks none; stdin and stdout there are not.
 */
export class DefaultJsonSchemaValidator {
  getValidator(): never {
    throw new Error('this server asks its client nothing');
  }
}

export const process = {};
