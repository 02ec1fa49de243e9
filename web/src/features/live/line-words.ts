import type { Line } from '@claude-monitor/protocol/live/view';
import { duration } from '../../lib/format/time.ts';
import * as texts from './texts.ts';

/** A line of "Now" in words: `<agent> verb <subject>tail`. */
type LineWords = { verb: string; subject: string | null; tail: string; isBad: boolean };

export function lineWords(line: Line): LineWords {
  const { subject } = line;
  const took = line.durationMs === null ? '' : texts.detail(duration(line.durationMs));
  switch (line.kind) {
    case 'session_started':
      return words(texts.startedSession, subject);
    case 'session_ended':
      return words(texts.endedSession, subject);
    case 'waiting':
      return waiting(subject ?? line.detail);
    case 'task_started':
      return words(texts.startedTask, subject ?? texts.aTask);
    case 'task_progressed':
      return words(
        texts.progressed,
        subject ?? texts.aTask,
        line.detail === null ? '' : texts.detail(line.detail),
      );
    case 'task_done':
      return words(texts.finished, subject ?? texts.aTask, took);
    case 'task_failed':
      return { ...words(texts.failed, subject ?? texts.aTask, took), isBad: true };
    case 'task_cancelled':
      return words(texts.cancelled, subject ?? texts.aTask, took);
    case 'error': {
      const verb = line.severity === null ? texts.error : texts.errorOf(line.severity);
      return {
        ...words(verb, subject, line.detail === null ? '' : texts.detail(line.detail)),
        isBad: true,
      };
    }
    case 'handover':
      return handover(line);
    case 'subagent_started':
      return words(texts.startedSubagent, subject);
    case 'prometheus_asked':
      return words(texts.askedPrometheus, subject);
    case 'compaction':
      return words(texts.compacted, subject);
  }
}

function waiting(reason: string | null): LineWords {
  return words(reason === null ? texts.waitsForSomeone : texts.waitsFor, reason);
}

function handover(line: Line): LineWords {
  const work = line.detail === null ? '' : texts.detail(line.detail);
  return words(texts.handedOver, line.subject ?? texts.anotherAgent, work);
}

function words(verb: string, subject: string | null, tail = ''): LineWords {
  return { verb, subject, tail, isBad: false };
}
