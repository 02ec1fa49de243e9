import type { Line } from '@claude-monitor/protocol/live/view';
import { duration } from '../../lib/format/time.ts';

/** A line of "Now" in words: `<agent> verb <subject>tail`. */
export type LineWords = { verb: string; subject: string | null; tail: string; isBad: boolean };

export function lineWords(line: Line): LineWords {
  const { subject } = line;
  const took = line.durationMs === null ? '' : `, ${duration(line.durationMs)}`;
  switch (line.kind) {
    case 'session started':
      return said('started a session', subject);
    case 'session ended':
      return said('ended its session', subject);
    case 'waiting':
      return waiting(subject ?? line.detail);
    case 'task started':
      return said('started', subject ?? 'a task');
    case 'task progressed':
      return said(
        'is getting on with',
        subject ?? 'a task',
        line.detail === null ? '' : `, ${line.detail}`,
      );
    case 'task done':
      return said('finished', subject ?? 'a task', took);
    case 'task failed':
      return { ...said('failed', subject ?? 'a task', took), isBad: true };
    case 'task cancelled':
      return said('cancelled', subject ?? 'a task', took);
    case 'error': {
      const verb = line.severity === null ? 'error:' : `error, ${line.severity}:`;
      return {
        ...said(verb, subject, line.detail === null ? '' : `, ${line.detail}`),
        isBad: true,
      };
    }
    case 'handover':
      return handover(line);
    case 'subagent started':
      return said('started a subagent', subject);
    case 'asked Prometheus':
      return said('asked Prometheus', subject);
    case 'compaction':
      return said('compacted its context', subject);
  }
}

function waiting(reason: string | null): LineWords {
  return said(reason === null ? 'waits for someone' : 'waits:', reason);
}

function handover(line: Line): LineWords {
  const work = line.detail === null ? '' : `, ${line.detail}`;
  return said('handed over to', line.subject ?? 'another agent', work);
}

function said(verb: string, subject: string | null, tail = ''): LineWords {
  return { verb, subject, tail, isBad: false };
}
