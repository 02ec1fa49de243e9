import type { SessionDetail } from '@claude-monitor/protocol/api/index';
import { fullCount } from '../../../lib/format/numbers.ts';
import { duration } from '../../../lib/format/time.ts';
import type { TextFact } from './fact.ts';
import * as texts from '../texts.ts';

type Work = NonNullable<SessionDetail['work']>;

export function workDone(work: Work): TextFact[] {
  return [
    {
      name: texts.lines,
      value: `+${fullCount(work.linesAdded)} −${fullCount(work.linesRemoved)}`,
      title: texts.linesMeans,
    },
    { name: texts.commits, value: fullCount(work.commits) },
    { name: texts.pullRequests, value: fullCount(work.pullRequests) },
    { name: texts.clientTime, value: duration(work.clientMs) },
    { name: texts.userTime, value: duration(work.userMs) },
  ];
}
