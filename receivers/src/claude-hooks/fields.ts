import { LIMITS } from '@claude-monitor/protocol/limits';

/** A JSON object of another program: any field may be missing or of any type. */
export type Fields = Readonly<Record<string, unknown>>;

const NOTHING: Fields = {};

/** Letters, digits and a few marks: what codes are made of, and prose is not. */
const CODE = /^[\w.:-]{1,64}$/;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectIn(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isFields(value) ? value : NOTHING;
}

export function listIn(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  return Array.isArray(value) ? value : [];
}

export function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A name as somebody gave it, never longer than a name may be. */
export function nameIn(fields: Fields, name: string): string | undefined {
  return textIn(fields, name)?.slice(0, LIMITS.nameLength);
}

/** A code of the client; prose in its place is not taken (rule PRX4). */
export function codeIn(fields: Fields, name: string): string | undefined {
  const value = textIn(fields, name);
  return value !== undefined && CODE.test(value) ? value : undefined;
}

export function countIn(fields: Fields, name: string, limit: number): number | undefined {
  const value = fields[name];
  if (typeof value !== 'number' || !(value >= 0 && value <= limit)) return undefined;
  return Math.round(value);
}
