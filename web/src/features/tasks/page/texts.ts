export const pageTitle = (name: string): string => `${name} · Claude Monitor`;
export const back = 'Task archive';
export const broken = 'The task can’t be loaded';
export const notFound = 'Task not found';
export const notFoundMeans = 'It was deleted, or it is older than what is kept.';
export const outcome = (status: string, agent: string | null): string =>
  agent === null ? status : `${status}, reported by ${agent}`;
export const onTry = (tries: number): string =>
  tries === 1 ? 'on the first try' : `after ${String(tries)} tries`;
export const figures = 'Figures';
export const duration = 'Duration';
export const waited = 'Waited to be started';
export const tries = 'Tries';
export const cost = 'List price';
export const tokens = 'Tokens';
export const started = 'Last started';
export const ended = 'Ended';
export const notKnown = 'unknown';
export const costByAgent = 'Cost by agent';
export const agent = 'Agent';
export const model = 'Model';
export const requests = 'Requests';
export const unattributed = 'unknown';
export const sum = 'Sum';
export const noUsage = 'No usage is known of this task.';
export const attempts = 'Who worked on it';
export const dependsOn = 'It waited for';
export const waitedForIt = 'Waited for it';
export const nothing = 'Nothing in the plan.';
export const graph = 'Show in plan';
export const loadingPart = 'Loading…';
export const partAway = 'This part can’t be loaded right now.';
export const whyFailed = 'Why it failed';
export const noReason =
  'Nobody said why: its session reported no error while it was worked on. The agent only reported it as failed.';
export const moreErrors = (count: number): string => `and ${String(count)} more in the session`;
export const whatCameBefore = 'Show what came before in the session';
