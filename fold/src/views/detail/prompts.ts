import type { SessionDetail } from '@claude-monitor/protocol/api/history/session-detail';
import type { Fact } from '../../facts/fact.ts';
import { DOUBLED_MS } from '../../facts/join-reports.ts';
import { ownerOf } from '../../derive/owner.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import type { FoldState } from '../../state.ts';

/** How many prompts went where, of those given while the main loop worked for this session. */
export function promptsOf(
  state: FoldState,
  attempt: string,
  runs: readonly { run: SessionRecord; facts: readonly Fact[] }[],
): NonNullable<SessionDetail['prompts']> {
  const prompts = { prometheus: 0, claude: 0, unrouted: 0 };
  for (const { run, facts } of runs) {
    for (const { at, route } of promptsIn(facts)) {
      if (ownerOf(state, run, { at }).attempt.id !== attempt) continue;
      prompts[route ?? 'unrouted']++;
    }
  }
  return prompts;
}

type Prompt = { at: number; route: Fact['fields']['route'] };

/**
 * Prompts, each once. Hooks and telemetry tell one under one id; hooks of clients before 2.1.197 name none. Such
 * a one is the same as another close to it, for a hook may be registered twice, and as the one that telemetry
 * reports about that time and no hook reported under its id.
 */
function promptsIn(facts: readonly Fact[]): Prompt[] {
  const all = facts.filter(({ kind }) => kind === 'prompt').toSorted(byTime);
  const named = all.filter((fact) => !isNameless(fact));
  // A client whose hooks name their prompts leaves none of them nameless.
  const isOld = named.every(({ fields }) => fields.route === undefined);
  const free = new Set(isOld ? named : []);
  const found: Prompt[] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (const { fields } of all.filter(isNameless)) {
    const { at, route } = fields;
    const isDoubled = at - before <= DOUBLED_MS;
    before = at;
    if (isDoubled) continue;
    const same = [...free].find((fact) => Math.abs(fact.fields.at - at) <= REPORTED_WITHIN_MS);
    if (same !== undefined) free.delete(same);
    found.push({ at: same?.fields.at ?? at, route });
    if (same !== undefined) joined(named, same);
  }
  return [
    ...found,
    ...named.map((fact): Prompt => ({ at: fact.fields.at, route: fact.fields.route })),
  ];
}

/** Telemetry and a hook tell a prompt at the same moment, each by a clock of its own. */
const REPORTED_WITHIN_MS = 10_000;

const isNameless = ({ key, fields }: Fact): boolean =>
  fields.source === 'hook' && key.startsWith('prompt:');

const byTime = (a: Fact, b: Fact): number => a.fields.at - b.fields.at || (a.key < b.key ? -1 : 1);

function joined(named: Fact[], fact: Fact): void {
  named.splice(named.indexOf(fact), 1);
}
