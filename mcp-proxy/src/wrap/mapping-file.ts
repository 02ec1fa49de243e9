import { readFileSync } from 'node:fs';
import {
  parseToolMapping,
  PROMETHEUS_MAPPING,
  type ToolMapping,
} from '@claude-monitor/protocol/tool-mapping/index';

/** The mapping in this file, else that of Prometheus; a file that is none maps nothing, and why. */
export function loadMapping(path: string | undefined): {
  mapping: ToolMapping;
  fault: string | null;
} {
  if (path === undefined || path === '') return { mapping: PROMETHEUS_MAPPING, fault: null };
  const read = readJson(path);
  const parsed = 'json' in read ? parseToolMapping(read.json) : { ok: false as const, ...read };
  if (parsed.ok) return { mapping: parsed.mapping, fault: null };
  return { mapping: { rules: [] }, fault: `${path}: ${parsed.fault}` };
}

function readJson(path: string): { json: unknown } | { fault: string } {
  try {
    return { json: JSON.parse(readFileSync(path, 'utf8')) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'cannot be read' };
  }
}
