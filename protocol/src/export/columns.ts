import { z } from 'zod';
import type { Cell } from './csv.ts';

/** The columns of a table, by the schema of its rows: `usage.costMicros` for a field of a field. */

export type Column = { name: string; cellOf: (row: Row) => Cell };

export type Row = Readonly<Record<string, unknown>>;

/** Of fields that the schema does not name, where it lets them through: one column of JSON. */
const REST = 'more';

export function columnsOf(schema: z.ZodObject): Column[] {
  const columns = leavesOf(schema, []).map((path): Column => ({
    name: path.join('.'),
    cellOf: (row) => cellOf(valueAt(row, path), path),
  }));
  if (schema.def.catchall === undefined || schema.def.catchall instanceof z.ZodNever) {
    return columns;
  }
  const named = new Set(Object.keys(schema.shape));
  return [...columns, { name: REST, cellOf: (row) => restOf(row, named) }];
}

function leavesOf(schema: z.ZodObject, path: readonly string[]): string[][] {
  return Object.entries<z.core.$ZodType>(schema.shape).flatMap(([name, field]) => {
    const inner = innerOf(field);
    const own = [...path, name];
    return inner instanceof z.ZodObject ? leavesOf(inner, own) : [own];
  });
}

/** What a field holds where it holds something. */
function innerOf(field: z.core.$ZodType): z.core.$ZodType {
  if (
    field instanceof z.ZodNullable ||
    field instanceof z.ZodOptional ||
    field instanceof z.ZodDefault ||
    field instanceof z.ZodReadonly
  ) {
    return innerOf(field.def.innerType);
  }
  return field;
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;

function valueAt(row: Row, path: readonly string[]): unknown {
  let value: unknown = row;
  for (const name of path) {
    if (!isRow(value)) return null;
    value = value[name];
  }
  return value;
}

/** Names of times end in `At`; these stand alone. */
const TIMES: ReadonlySet<string> = new Set(['at', 'until', 'from', 'to', 'time']);
const LATEST = 8_640_000_000_000_000;

function cellOf(value: unknown, path: readonly string[]): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return isTime(value, path.at(-1) ?? '') ? isoOf(value) : value;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}

const isTime = (value: number, name: string): boolean =>
  (TIMES.has(name) || name.endsWith('At')) && Math.abs(value) <= LATEST;

/** A spreadsheet reads no epoch milliseconds. */
const isoOf = (time: number): string => new Date(time).toISOString();

function restOf(row: Row, named: ReadonlySet<string>): Cell {
  const rest = Object.entries(row).filter(([name]) => !named.has(name));
  return rest.length === 0 ? null : JSON.stringify(Object.fromEntries(rest));
}
