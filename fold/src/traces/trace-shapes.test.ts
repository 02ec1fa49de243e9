import { describe, expect, it } from 'vitest';
import type { SpanOf, TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { seeded, type Random } from '@claude-monitor/protocol/testing/random';
import { event } from '../testing/events.fixture.ts';
import { expectExactSums } from '../testing/invariants.fixture.ts';
import { foldAll, foldOne } from '../testing/picture.fixture.ts';
import { seedsOr } from '../testing/seeds.fixture.ts';
import { totalsView } from '../views/totals-view.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SEEDS = seedsOr([11, 12, 13, 14]);
const SHAPES = 25;

type Amount = { requests: number; input: number; output: number };
type Node = {
  id: string;
  /** What it is, and what its span says that it is. */
  kind: 'call' | 'sum' | 'silent' | 'tool';
  role: SpanOf['role'];
  children: Node[];
  own: Amount;
};

const NOTHING: Amount = { requests: 0, input: 0, output: 0 };
const add = (a: Amount, b: Amount): Amount => ({
  requests: a.requests + b.requests,
  input: a.input + b.input,
  output: a.output + b.output,
});
/** What a span that sums up repeats: all calls beneath it, but for those of its tools. */
const sumOf = ({ children, own }: Node): Amount =>
  children.reduce((sum, child) => (child.kind === 'tool' ? sum : add(sum, sumOf(child))), own);
const truthOf = ({ children, own }: Node): Amount =>
  children.reduce((sum, child) => add(sum, truthOf(child)), own);

/** A tree of spans as frameworks make them: calls in agents in agents, with spans between, and tools that ask too. */
function shape(random: Random, depth: number, ids: { next: number }): Node {
  const id = `span-${String(ids.next++)}`;
  if (depth === 0) {
    const tokens = { input: random.between(20, 9_000), output: random.between(1, 900) };
    return { id, kind: 'call', role: 'call', children: [], own: { requests: 1, ...tokens } };
  }
  const kind = random.pick<Node['kind']>(['sum', 'sum', 'silent']);
  const children = Array.from({ length: random.between(1, 3) }, () =>
    shape(random, random.between(0, depth - 1), ids),
  );
  const role = random.pick<Node['role']>(['around', 'call']);
  return { id, kind, role, children: withTool(children, { random, ids }), own: NOTHING };
}

function withTool(children: Node[], { random, ids }: { random: Random; ids: { next: number } }) {
  if (!random.chance(0.3)) return children;
  const id = `span-${String(ids.next++)}`;
  const asks = shape(random, 0, ids);
  const tool: Node = { id, kind: 'tool', role: 'around', children: [asks], own: NOTHING };
  return [...children, tool];
}

/** One export of one span each, as the sender of a span knows no more than the one it lies in. */
function exportsOf(root: Node): TelemetryEvent[] {
  const events: TelemetryEvent[] = [];
  const visit = (node: Node, parent: string | null): void => {
    const { id, kind, role } = node;
    if (kind === 'call' || kind === 'sum') {
      const { input, output } = sumOf(node);
      events.push(
        event('usage', TRACE, {
          second: events.length % 50,
          source: 'otlp',
          model: 'gpt-5',
          inputTokens: input,
          outputTokens: output,
          requestId: `span ${TRACE} ${id}`,
          span: { trace: TRACE, id, parents: parent === null ? [] : [parent], role },
        }),
      );
    } else if (parent !== null) {
      events.push(
        event('trace', TRACE, {
          second: events.length % 50,
          source: 'otlp',
          trace: TRACE,
          spans: [[id, parent]],
          ...(kind === 'tool' ? { tools: [id] } : {}),
        }),
      );
    }
    for (const child of node.children) visit(child, id);
  };
  visit(root, null);
  return events;
}

function tiesOf(root: Node): TelemetryEvent {
  const spans: [string, string][] = [];
  const tools: string[] = [];
  const visit = ({ id, kind, children }: Node): void => {
    if (kind === 'tool') tools.push(id);
    for (const child of children) {
      spans.push([child.id, id]);
      visit(child);
    }
  };
  visit(root);
  return event('trace', TRACE, { second: 0, source: 'otlp', trace: TRACE, spans, tools });
}

const amountIn = (folded: ReturnType<typeof foldAll>): Amount => {
  const { requests, inputTokens, outputTokens } = totalsView(folded.state).all.usage;
  return { requests, input: inputTokens, output: outputTokens };
};

describe.each(SEEDS)('[USE2] [FLD1] spans of any shape (seed %i)', (seed) => {
  const random = seeded(seed);
  const shapes = Array.from({ length: SHAPES }, () => shape(random, 3, { next: 0 }));

  it('count each call once, in whatever order and pieces they come', () => {
    for (const root of shapes) {
      const events = exportsOf(root);
      const late = events.toReversed();
      for (const order of [events, late, random.shuffled([...events, ...events])]) {
        const folded = foldAll(order);
        expect(amountIn(folded), JSON.stringify(root)).toEqual(truthOf(root));
        expectExactSums(folded);
      }
    }
  });

  it('never count more than that in between, once it is known who lies in whom', () => {
    for (const root of shapes) {
      const folded = foldAll([tiesOf(root)]);
      const { input, output } = truthOf(root);
      for (const later of random.shuffled(exportsOf(root))) {
        foldOne(folded, later);
        const now = amountIn(folded);
        expect(now.input, JSON.stringify(root)).toBeLessThanOrEqual(input);
        expect(now.output).toBeLessThanOrEqual(output);
      }
    }
  });
});
