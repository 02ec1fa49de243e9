import type {
  EarlierTasks,
  SessionDetail,
  StatusAnswer,
  TaskHistory,
  UnknownNamesAnswer,
} from '@claude-monitor/protocol';
import type { Grant } from '../../share/grant.ts';
import type { Answer, IngestCall, LiveQuestion } from '../rpc.ts';
import { answerQuestion, plannedAmong } from '../state/questions.ts';
import { detailFor, taskHistoryFor } from '../state/read-scope.ts';
import { hubStatus } from '../state/status.ts';
import { query, type Call } from './command.ts';

export const WORKSPACE_COMMANDS = {
  /** Answered when the events are in the journal (rule ING1), which its group commit sees to. */
  ingest: query({
    scope: 'ingest',
    run: ({ hub, credential }: Call<'ingest'>, call: IngestCall) =>
      hub.ingest.take(call, credential),
  }),
  /** Which tasks, that its caller names, a project has: what a plan may wait for. */
  plannedTasks: query({
    scope: 'ingest',
    run: ({ hub }: Call<'ingest'>, waited: EarlierTasks): Answer<string[]> => ({
      ok: true,
      value: plannedAmong(hub.workspaceState, waited),
    }),
  }),
  /** Authorises a history route and flushes for it; `fresh` false when libSQL is behind (STO9). */
  read: query({ scope: 'reader', run: read }),
  /** Of an internal id, or the newest attempt under the caller's own; null: not in the hub. */
  detail: query({
    scope: 'reader',
    run: (call: Call<'reader'>, id: string): Answer<SessionDetail | null> => ({
      ok: true,
      value: detailFor(call, id),
    }),
  }),
  /** Of an internal id; null: not in the hub. */
  taskHistory: query({
    scope: 'reader',
    run: (call: Call<'reader'>, id: string): Answer<TaskHistory | null> => ({
      ok: true,
      value: taskHistoryFor(call, id),
    }),
  }),
  /** What an agent asks; null for a session that is not in the hub. */
  answerQuestion: query({
    scope: 'read',
    run: ({ hub }: Call<'read'>, question: LiveQuestion) =>
      answerQuestion(
        { workspaceState: hub.workspaceState, incidents: hub.alerts.incidents.store },
        question,
        hub.now(),
      ),
  }),
  status: query({
    scope: 'read',
    run: ({ hub }): Answer<StatusAnswer> => ({ ok: true, value: hubStatus(hub, hub.now()) }),
  }),
  unknownNames: query({
    scope: 'admin',
    run: ({ hub }): Answer<UnknownNamesAnswer> => ({ ok: true, value: hub.unknownNames.list }),
  }),
};

/** What an answer of history rests on: how fresh it is, what its caller may see, and which labels are hidden. */
type Reading = { asOf: number; fresh: boolean; grant: Grant | null; hiddenLabels: string[] };

async function read({ hub, grant }: Call<'reader'>): Promise<Answer<Reading>> {
  const freshness = await hub.flushScheduler.forReading();
  return { ok: true, value: { ...freshness, grant, hiddenLabels: hub.labels.hidden } };
}
