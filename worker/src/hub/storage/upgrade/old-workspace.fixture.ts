import type { OldFact } from '@claude-monitor/fold/upgrade/index';
import { hash64 } from '@claude-monitor/protocol';
import { oldFact, oldGiven, oldSession, oldTrack, type OldState } from './old-sessions.fixture.ts';

const HOUR_MS = 3_600_000;
export const AT = Date.now() - (Date.now() % HOUR_MS) - 5 * HOUR_MS;
const RUN_ID = '00000000-0000-4000-8000-000000000001';

export const run = oldSession(RUN_ID, {});
export const worker = oldSession('infra-001', {});
export const undeclared = oldSession('wild', {});
export const TASK = hash64(JSON.stringify(['project', 'bridge', 'T1']));

const request = (
  key: string,
  { at, fields = {}, isGiven = true }: { at: number; fields?: object; isGiven?: boolean },
): OldFact => {
  const fact = oldFact('request', key, {
    fields: {
      at,
      model: 'claude-sonnet-4-5',
      isMeasured: true,
      inputTokens: 1_000,
      ...fields,
    },
  });
  return isGiven ? { ...fact, given: oldGiven(run.key, fact) } : fact;
};

/**
 * A run whose main loop works for a declared session with a task, from a time on; a subagent of it; a
 * request that is counted elsewhere; and a session with a counter beyond all bounds.
 */
export function oldState(): OldState {
  const link = { at: AT + 20, id: 'link 1' };
  const stamp = (at: number) => ({ rank: 3, time: at, id: 's' });
  return {
    newestAt: AT + 2 * HOUR_MS,
    tasks: [TASK, 'a task that is derived no more'],
    sessions: [
      {
        ...run,
        firstAt: AT,
        lastAt: AT + HOUR_MS + 10,
        assignments: new Map([['', new Map([[worker.key, [link]]])]]),
        spawns: new Map([['sub', { ...stamp(AT + 30), value: { parent: '' } }]]),
        agentTypes: new Map([['sub', { ...stamp(AT + 30), value: 'Explore' }]]),
        subagents: new Map([
          ['', AT],
          ['sub', AT + 30],
        ]),
        measuredRequests: 4,
        measuredTokens: 4_000,
        worksFor: worker.key,
        shownAs: { session: worker.key, attempt: worker.key },
      },
      {
        ...worker,
        firstAt: AT + 5,
        lastAt: AT + 60,
        starts: [
          {
            at: AT + 5,
            id: 'start',
            isDeclaration: true,
            agentName: 'ana',
            model: null,
            project: 'bridge',
            before: null,
          },
        ],
        attempts: [...worker.attempts, { id: 'an attempt of old', number: 2, from: AT + 50 }],
        project: { ...stamp(AT + 5), value: 'bridge' },
        runs: [run.key],
        tracks: new Map([
          [
            'T1',
            oldTrack('T1', AT + 15, {
              starts: [{ at: AT + 15, id: 'task.start:1' }],
              completions: [
                { at: AT + 60, id: 'task.complete:1', status: 'success', durationMs: 45 },
              ],
              description: { ...stamp(AT + 15), value: 'Build it' },
              lastAt: AT + 60,
            }),
          ],
        ]),
      },
      { ...undeclared, firstAt: AT, lastAt: AT, isMetered: true, meteredTokens: null as never },
    ],
    facts: new Map([
      [
        run.key,
        [
          request('r1', { at: AT + 10 }),
          request('r2', { at: AT + 40 }),
          request('r3', { at: AT + 45, fields: { agentId: 'sub' } }),
          { ...request('copy', { at: AT + 46 }), isCopy: true },
          oldFact('assignment', 'link 1', {
            fields: { ...link, session: worker.key, agentId: '' },
          }),
          request('r4', { at: AT + HOUR_MS + 10, fields: {}, isGiven: false }),
        ],
      ],
      [
        worker.key,
        [
          oldFact('start', 'start', { fields: { at: AT + 5 } }),
          oldFact('task.start', 'task.start:1', { fields: { at: AT + 15, taskId: 'T1' } }),
          oldFact('task.complete', 'task.complete:1', {
            fields: {
              at: AT + 60,
              taskId: 'T1',
              taskStatus: 'success',
            },
          }),
          oldFact('error', 'error:1', {
            fields: {
              at: AT + 20,
              errorType: 'Timeout',
              errorMessage: 'no answer',
              severity: 'high',
            },
          }),
          oldFact('tool', 'tool:1', {
            fields: { at: AT + 25, toolName: 'Bash', outcome: 'succeeded' },
          }),
        ],
      ],
      [
        undeclared.key,
        [
          oldFact('metric', 'metric c 1', {
            fields: {
              at: AT,
              metered: { type: 'input', cell: 'c', startAt: AT, reading: null as never },
            },
          }),
          oldFact('metric', 'metric d 1', {
            fields: {
              at: AT,
              metered: { type: 'output', cell: 'd', startAt: AT, reading: 1e300 },
            },
          }),
        ],
      ],
    ]),
    emptyRows: new Map([
      [run.key, { hour: AT, usage: JSON.stringify([run.key, '', '', 'gone', 'measured']) }],
    ]),
  };
}
