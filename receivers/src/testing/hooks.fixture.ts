/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isFields, type Fields } from '../claude-hooks/fields.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/hooks');

/** Every hook as the real client sent it: name of the capture, and the body. */
export const HOOKS: ReadonlyMap<string, Fields> = new Map(
  readdirSync(FOLDER)
    .sort()
    .map((file) => {
      const body: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
      if (!isFields(body)) throw new Error(`no object: ${file}`);
      return [basename(file, '.json'), body];
    }),
);

export function hookOf(name: string): Fields {
  const body = HOOKS.get(name);
  if (body === undefined) throw new Error(`no such capture: ${name}`);
  return body;
}
