export const pageTitle = (name: string): string => `${name} · Claude Monitor`;
export const back = 'Task archive';
export const broken = 'The task can’t be loaded';
export const notFound = 'Task not found';
export const notFoundMeans = 'It was deleted or has expired.';
export const outcome = (status: string, agent: string | null): string =>
  agent === null ? status : `${status}, reported by ${agent}`;
export const onTry = (tries: number): string =>
  tries === 1 ? 'on the first try' : `after ${String(tries)} tries`;
export const figures = 'Figures';
export const duration = 'Duration';
export const work = 'Outcome';
export const waited = 'Time to start';
export const tries = 'Tries';
export const cost = 'List price';
export const tokens = 'Tokens';
export const started = 'Last started';
export const notKnown = 'unknown';
export const costByAgent = 'Cost by agent';
export const agent = 'Agent';
export const model = 'Model';
export const requests = 'Requests';
export const unattributed = 'unknown';
export const sum = 'Total';
export const noUsage = 'No usage recorded for this task.';
export const dependsOn = 'Depends on';
export const waitedForIt = 'Needed by';
export const nothing = 'Nothing in the plan.';
export const graph = 'Show in plan';
export const loadingPart = 'Loading…';
export const partAway = 'This part can’t be loaded right now.';
export const whyFailed = 'Why it failed';
export const noReason =
  'No reason reported. The agent marked it failed, and its session reported no error.';
export const moreErrors = (count: number): string => `and ${String(count)} more in the session`;
export const whatCameBefore = 'Show preceding events';
