import {
  callsAround,
  outermost,
  placeOf,
  spansAround,
  type Trace,
  type TracedCall,
} from './trace.ts';

/**
 * The calls of a trace that count nothing, because another one reports the same (rule USE2). It rests on the tree
 * alone, so the order in which its spans came does not matter.
 *
 * 1. What a gateway or the provider reports lies in the call of who made the request: that one counts.
 * 2. What lies around calls repeats their sum: they count. One that says it is a call itself does so where it has
 *    at least their tokens. Calls of its tools, or of another model, have to be most of them: it may have been
 *    open while a tool, or a guard before it, asked for itself.
 * 3. Spans between may never be reported, so that nothing lies in what lies around. It counts nothing where its
 *    tokens are those of the calls that lie elsewhere in its trace. Nor does what a gateway or the provider
 *    reports, for each call elsewhere that has its tokens.
 */
export function coveredCalls(trace: Trace): Set<string> {
  const covered = new Set<string>();
  for (const [id, call] of trace.calls) if (isReportedByCaller(trace, id, call)) covered.add(id);
  for (const id of passedOn(trace, covered)) covered.add(id);
  const within = callsWithin(trace, covered);
  for (const [id, call] of trace.calls) {
    if (!covered.has(id) && isSumOf(call, within.get(id) ?? [])) covered.add(id);
  }
  const leaves = [...trace.calls].filter(
    ([id, { role, input }]) =>
      role === 'around' && input > 0 && !covered.has(id) && !within.has(id),
  );
  if (leaves.length === 0) return covered;
  const elsewhere = callsElsewhere(trace, covered);
  for (const [id, call] of leaves) if (isEqual(call, elsewhere(id))) covered.add(id);
  return covered;
}

/** Of a span, the sum of the calls that no known span joins to it. */
function callsElsewhere(trace: Trace, covered: ReadonlySet<string>): (id: string) => Amount {
  const byTop = new Map<string, Amount>();
  for (const [id, call] of trace.calls) {
    if (covered.has(id) || call.role !== 'call') continue;
    const top = outermost(trace, id);
    byTop.set(top, sumOf([call, byTop.get(top) ?? NOTHING]));
  }
  const all = sumOf([...byTop.values()]);
  return (id) => {
    if (byTop.size === 0) return NOTHING;
    const { input, output } = byTop.get(outermost(trace, id)) ?? NOTHING;
    return { input: all.input - input, output: all.output - output };
  };
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

/** Reports of gateways and providers that no known span joins to the call that they are of. */
function passedOn(trace: Trace, covered: ReadonlySet<string>): string[] {
  const relayed = [...trace.calls].filter(([id, call]) => call.isRelayed && !covered.has(id));
  if (relayed.length === 0) return [];
  const made = [...trace.calls].filter(
    ([, { isRelayed, role }]) => !isRelayed && role !== 'around',
  );
  const found: string[] = [];
  for (const [id, call] of relayed.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const top = outermost(trace, id);
    const isOfThis = ([other, { role, ...amount }]: (typeof made)[number]): boolean =>
      role === call.role && isEqual(amount, call) && outermost(trace, other) !== top;
    const index = made.findIndex(isOfThis);
    if (index < 0) continue;
    made.splice(index, 1);
    found.push(id);
  }
  return found;
}

type Part = TracedCall & { isOfTool: boolean };

/** By call, those that lie in it with no other one between; the ones left out are as if they were not there. */
function callsWithin(trace: Trace, leftOut: ReadonlySet<string>): Map<string, Part[]> {
  const calls = [...trace.calls].filter(([id]) => !leftOut.has(id));
  const callsAt = new Map<string, string[]>();
  for (const [id, call] of calls) {
    const place = placeOf(trace, id, call);
    callsAt.set(place, [...(callsAt.get(place) ?? []), id]);
  }
  const within = new Map<string, Part[]>();
  for (const [id, call] of calls) {
    let isOfTool = false;
    for (const span of spansAround(trace, placeOf(trace, id, call))) {
      const around = callsAt.get(span) ?? [];
      const part = { ...call, isOfTool };
      for (const other of around) within.set(other, [...(within.get(other) ?? []), part]);
      if (around.length > 0) break;
      isOfTool ||= trace.tools?.has(span) === true;
    }
  }
  return within;
}

function isSumOf(call: TracedCall, within: readonly Part[]): boolean {
  // What embeds is another model than what answers: it is no part of an answer's tokens.
  const embeds = within.filter(({ role }) => role === 'embedding');
  const parts =
    call.role === 'embedding' ? embeds : within.filter((part) => !embeds.includes(part));
  if (parts.length === 0) return call.role === 'around' && isEqual(call, sumOf(embeds));
  if (call.role === 'around') return true;
  // What is missing in these may still come, so any part of the whole is enough.
  const own = parts.filter((part) => !part.isOfTool && isOfModel(part, call));
  if (own.length > 0 && isWithin(sumOf(own), call)) return true;
  const sum = sumOf(parts);
  return (
    (isWithin(sum, call) && sum.input * 2 >= call.input) ||
    parts.some((part) => isEqual(part, call))
  );
}

const isOfModel = ({ model: a = '' }: TracedCall, { model: b = '' }: TracedCall): boolean =>
  a === '' || b === '' || bareName(a) === bareName(b);

/** One span has the model as it was asked for, another as it answered: without its vendor, with its date. */
const bareName = (model: string): string =>
  model
    .replace(/^.*\//, '')
    .replace(/[-@](\d{8}|\d{4}-\d\d-\d\d)$/, '')
    .toLowerCase();

type Amount = Pick<TracedCall, 'input' | 'output'>;

const NOTHING: Amount = { input: 0, output: 0 };

const isWithin = (a: Amount, b: Amount): boolean => a.input <= b.input && a.output <= b.output;

const isEqual = (a: Amount, b: Amount): boolean => a.input === b.input && a.output === b.output;

const sumOf = (calls: readonly Amount[]): Amount => ({
  input: calls.reduce((sum, { input }) => sum + input, 0),
  output: calls.reduce((sum, { output }) => sum + output, 0),
});
