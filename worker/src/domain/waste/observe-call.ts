import type { EventOf } from '@claude-monitor/protocol';
import { found, push, WASTE_BOUNDS, type Found, type WasteState } from './waste-state.ts';

const READS: ReadonlySet<string> = new Set(['Read']);
const WRITES: ReadonlySet<string> = new Set(['Write', 'Edit', 'MultiEdit', 'NotebookEdit']);

/** A tool call, told apart from others by fingerprints alone. */
export function observeCall(state: WasteState, event: EventOf<'tool.call'>): Found[] {
  const { toolUseId: id, toolName = '', state: outcome, time: at, agentId: agent = '' } = event;
  const known = state.started.find(([started]) => started === id);
  const fingerprint = event.fingerprint ?? known?.[1] ?? '';
  const path = event.pathFingerprint ?? known?.[2] ?? '';
  if (outcome === 'started') {
    if (known === undefined && !state.ended.includes(id)) {
      push(state.started, [id, fingerprint, path], WASTE_BOUNDS.started);
    }
    return [];
  }
  if (state.ended.includes(id)) return [];
  state.started = state.started.filter(([started]) => started !== id);
  push(state.ended, id, WASTE_BOUNDS.ended);
  if (outcome === 'denied') return [];
  const kind = kindOf(state, { fingerprint, path, toolName, hasFailed: outcome === 'failed' });
  push(state.calls, { at, agent, kind }, WASTE_BOUNDS.calls);
  if (kind === 'read again') return [found('repeated_reads', {})];
  return kind === 'failed again' ? [found('retries', {})] : [];
}

function kindOf(
  state: WasteState,
  {
    fingerprint,
    path,
    toolName,
    hasFailed,
  }: { fingerprint: string; path: string; toolName: string; hasFailed: boolean },
): WasteState['calls'][number]['kind'] {
  if (fingerprint === '') return 'plain';
  if (hasFailed) {
    const isAgain = state.failed.includes(fingerprint);
    if (!isAgain) push(state.failed, fingerprint, WASTE_BOUNDS.failed);
    return isAgain ? 'failed again' : 'plain';
  }
  state.failed = state.failed.filter((one) => one !== fingerprint);
  if (WRITES.has(toolName)) state.reads = state.reads.filter((read) => read[1] !== path);
  if (!READS.has(toolName)) return 'plain';
  const isAgain = state.reads.some((read) => read[0] === fingerprint);
  if (!isAgain) push(state.reads, [fingerprint, path], WASTE_BOUNDS.reads);
  return isAgain ? 'read again' : 'plain';
}
