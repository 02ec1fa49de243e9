export const pageTitle = 'Compare agents · Claude Monitor';
export const collaboration = 'Collaboration';
export const compare = 'Compare';
export const search = 'Search tasks';
export const loading = 'Loading agents…';
export const broken = 'The agents can’t be loaded';
export const empty = 'No agent finished a task in this period';
export const emptyFiltered = 'Nothing matches these filters';
export const none = (when: string): string => `No agent finished a task ${when}.`;
export const counted = (tasks: string, agents: string, when: string): string =>
  `${tasks} tasks ended ${when}, by ${agents}.`;
export const agentsCount = (count: number): string =>
  count === 1 ? 'one agent' : `${String(count)} agents`;
export const costs = (low: string, high: string): string => ` cost ${low}–${high} of what `;
export const clearCost = (agent: string, dearer: string, cheaper: string): string =>
  `${agent} costs more per finished task with ${dearer} than with ${cheaper}.`;
export const clearTime = (agent: string, slower: string, faster: string): string =>
  `${agent} takes longer with ${slower} than with ${faster}.`;
export const clearTries = (agent: string, better: string, worse: string): string =>
  `${agent} needs fewer retries with ${better} than with ${worse}.`;
export const noClear = 'No clear difference between models of one agent in one project.';
export const notComparable =
  'Nothing to compare yet: an agent needs ten finished tasks with each of two models in one project.';
export const word = '“Done” is reported by agents.';
export const ranks =
  'Agents do different work, so they aren’t ranked. Models are compared within one agent and project where 95% intervals don’t overlap.';
export const spread =
  'Cost and time, on a scale of ratios: median and middle half of finished tasks. Tokens and waiting: median. First try: share with its 95% interval. Rings: single tasks, where there are fewer than ten.';
export const notAll = (tasks: string): string =>
  `Based on the ${tasks} most recently ended tasks. Choose a shorter period or filter.`;
export const chosen = (count: string): string => `${count} chosen`;
export const clear = 'Show all agents';
export const choose = (agent: string, model: string): string => `Compare ${agent}, ${model}`;
export const showChosen = 'Show only the chosen';

export const noProject = 'No project';
export const tasksIn = (count: string): string => `${count} tasks ended`;
export const agent = 'Agent';
export const model = 'Model';
export const unknownModel = 'unknown model';
export const done = 'Done';
export const ofAll = (failed: string, cancelled: string): string =>
  `${failed} failed, ${cancelled} cancelled`;
export const cost = 'Cost per done task';
export const time = 'Time to finish';
export const firstTry = 'Done on first try';
export const tokens = 'Tokens per task';
export const waited = 'Waited';
export const errors = 'Errors per hour';
export const cache = 'Cache reads';
export const priority = 'High priority';
export const n = (count: string): string => `n ${count}`;
export const tooFew = 'too few';
export const errorsOf = (errors: string, hours: string, sessions: string): string =>
  `${errors} errors in ${hours} of ${sessions} sessions that worked on these tasks`;
export const mix = (high: string, all: string): string =>
  `${high} of ${all} tasks have high or critical priority`;
export const saysNothing = 'No clear difference';
export const few = (count: number): string => `Too few: ${String(count)} of 10 done`;
export const dearer = (times: string, than: string): string => `${times} the cost of ${than}`;
export const slower = (times: string, than: string): string => `${times} the time of ${than}`;
export const fewerRetries = (than: string): string => `more done on the first try than ${than}`;
export const whatItSays = 'What the data says';
export const range = ({
  low,
  median,
  high,
  n,
}: {
  low: string;
  median: string;
  high: string;
  n: string;
}): string => `Median ${median}, middle half ${low} to ${high}, of ${n}`;
export const interval = ({
  share,
  low,
  high,
  n,
}: {
  share: string;
  low: string;
  high: string;
  n: string;
}): string => `${share} of ${n}, 95% interval ${low} to ${high}`;
export const singles = (values: string): string => `Single tasks: ${values}`;
export const moreRows = (count: string): string => `${count} more rows are not listed.`;
export const exported = 'Agents';
