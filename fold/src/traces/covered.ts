import { callsAround, type Trace, type TracedCall } from './trace.ts';

/**
 * The calls of a trace that count nothing, because another one reports the same (rule USE2). It rests on the tree
 * alone, so the order in which its spans came does not matter.
 *
 * 1. What a gateway or the provider reports lies in the call of who made the request: that one counts.
 * 2. What lies around calls repeats their sum: they count. One that says it is a call itself does so only
 *    where its tokens are theirs: a call may have been open while a tool of it asked another model.
 */
export function coveredCalls(trace: Trace): Set<string> {
  const covered = new Set<string>();
  for (const [id, call] of trace.calls) if (isReportedByCaller(trace, id, call)) covered.add(id);
  const within = callsWithin(trace, covered);
  for (const [id, call] of trace.calls) {
    if (!covered.has(id) && isSumOf(call, within.get(id) ?? [])) covered.add(id);
  }
  return covered;
}

function isReportedByCaller(trace: Trace, id: string, call: TracedCall): boolean {
  let isBehindRelay = call.isRelayed;
  for (const [, around] of callsAround(trace, id)) {
    const isCaller =
      around.role === call.role
        ? call.role !== 'around'
        : around.role === 'call' && call.role === 'around';
    if (isCaller && isBehindRelay && (call.isRelayed || !around.isRelayed)) return true;
    isBehindRelay ||= around.isRelayed;
  }
  return false;
}

/** By call, those that lie in it with no other one between; the ones left out are as if they were not there. */
function callsWithin(trace: Trace, leftOut: ReadonlySet<string>): Map<string, TracedCall[]> {
  const within = new Map<string, TracedCall[]>();
  for (const [id, call] of trace.calls) {
    if (leftOut.has(id)) continue;
    for (const [around] of callsAround(trace, id)) {
      if (leftOut.has(around)) continue;
      within.set(around, [...(within.get(around) ?? []), call]);
      break;
    }
  }
  return within;
}

function isSumOf(call: TracedCall, within: readonly TracedCall[]): boolean {
  // What embeds is another model than what answers: it is no part of an answer's tokens.
  const embeds = within.filter(({ role }) => role === 'embedding');
  const parts =
    call.role === 'embedding' ? embeds : within.filter((part) => !embeds.includes(part));
  if (parts.length === 0) return call.role === 'around' && isEqual(call, sumOf(embeds));
  if (call.role === 'around') return true;
  const sum = sumOf(parts);
  return (
    (sum.input <= call.input && sum.output <= call.output) ||
    parts.some((part) => isEqual(part, call))
  );
}

type Amount = Pick<TracedCall, 'input' | 'output'>;

const isEqual = (a: Amount, b: Amount): boolean => a.input === b.input && a.output === b.output;

const sumOf = (calls: readonly Amount[]): Amount => ({
  input: calls.reduce((sum, { input }) => sum + input, 0),
  output: calls.reduce((sum, { output }) => sum + output, 0),
});
