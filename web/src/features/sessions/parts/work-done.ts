import type { SessionDetail } from '@claude-monitor/protocol/api/index';
import { fullCount } from '../../../lib/format/numbers.ts';
import { duration } from '../../../lib/format/time.ts';
import type { Said } from './fact.ts';

type Work = NonNullable<SessionDetail['work']>;

/** What the client counted of the work done. */
export function workDone(work: Work): Said[] {
  return [
    {
      name: 'Lines',
      value: `+${fullCount(work.linesAdded)} −${fullCount(work.linesRemoved)}`,
      title: 'Added and removed by the client’s own tools; not those of commands that it ran',
    },
    { name: 'Commits', value: fullCount(work.commits) },
    { name: 'Pull requests', value: fullCount(work.pullRequests) },
    { name: 'Client at work', value: duration(work.clientMs) },
    { name: 'Human at the keyboard', value: duration(work.userMs) },
  ];
}
