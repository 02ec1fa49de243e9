import { STATE_LIMITS } from '@claude-monitor/protocol/limits';
import type { SessionState } from '@claude-monitor/protocol/live/state-of';
import type { TaskNode } from '@claude-monitor/protocol/task-graph/task-graph';
import type { Task } from '@claude-monitor/protocol/live/view';
import type { Need } from './need.ts';
import { span } from './time.ts';
import * as shared from '../texts.ts';
import * as texts from './texts.ts';

/** Why a state is shown: the event that it rests on and its time (epoch ms), and what would change it. */
export type Reason = { state: string; rests: string; at: number; next: string | null };

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Of a session; one that needs somebody because something failed says that first. */
export function whyOfSession({ name, because }: SessionState, need: Need | null): Reason {
  if (need?.kind === 'failed') {
    return {
      state: capital(shared.failed),
      rests: texts.restsOnFailure(need.reason),
      at: need.since,
      next: texts.untilProgress,
    };
  }
  const state = capital(shared.STATE_WORDS[name]);
  const reason = (rests: string, next: string | null = null): Reason => ({
    state,
    rests,
    at: because.at,
    next,
  });
  switch (because.kind) {
    case 'ended':
      return reason(texts.restsOnEnd);
    case 'waiting':
      return reason(texts.restsOnWait(because.detail), texts.untilAnswered);
    case 'silence':
      return name === 'lost'
        ? reason(texts.restsOnSilence(span(STATE_LIMITS.lostMs)), texts.untilHeard)
        : reason(
            texts.restsOnSilence(span(STATE_LIMITS.idleMs)),
            texts.thenLost(span(STATE_LIMITS.lostMs)),
          );
    case 'stalled_tool':
      return reason(
        texts.restsOnOpenCall(because.detail ?? shared.aToolCall, span(STATE_LIMITS.stalledMs)),
      );
    case 'running_tool':
      return reason(texts.restsOnRunningCall, texts.thenStalled(span(STATE_LIMITS.stalledMs)));
    case 'turn_over':
      return reason(texts.restsOnTurn);
    case 'last_event':
      return reason(texts.restsOnEvent, texts.thenIdle(span(STATE_LIMITS.idleMs)));
  }
}

/** Of a task: who said how it stands. */
export function whyOfTask(task: Task): Reason {
  const { status, workers, agentName, isImplied } = task;
  const who = workers[0]?.agentName ?? agentName ?? texts.anAgent;
  const state = capital(shared.TASK_WORDS[status]);
  const at = task.endedAt ?? task.startedAt ?? task.lastAt;
  switch (status) {
    case 'planned':
      return { state, rests: texts.restsOnPlan, at: task.lastAt, next: null };
    case 'started':
      return {
        state,
        rests: isImplied ? texts.restsOnProgress(who) : texts.restsOnStart(who),
        at,
        next: null,
      };
    case 'success':
    case 'failed':
    case 'cancelled':
      return { state, rests: texts.restsOnWord(who, shared.TASK_WORDS[status]), at, next: null };
  }
}

/** Of a task in its plan, `state` in words: what it waits for, else who said how it stands. */
export function whyOfNode(task: Task, node: TaskNode, state: string): Reason {
  const known = { state: capital(state), at: task.lastAt, next: null };
  switch (node.state) {
    case 'ready':
      return { ...known, rests: texts.restsOnReady };
    case 'blocked':
      return { ...known, rests: texts.restsOnOthers(node.waitsFor.length + node.missing.length) };
    case 'dead_blocked':
      return { ...known, rests: texts.restsOnDead };
    case 'in_progress':
    case 'done':
    case 'failed':
    case 'cancelled':
      return whyOfTask(task);
  }
}
