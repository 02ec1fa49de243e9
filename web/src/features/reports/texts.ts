export const pageTitle = 'Reports · Claude Monitor';
export const titleOf = (name: string): string => `${name} · Reports · Claude Monitor`;
export const reports = 'Reports';
export const week = 'Week';
export const day = 'Day';
export const periods = 'Period';
export const loading = 'Loading the report…';
export const loadingList = 'Loading reports…';
export const broken = 'The report can’t be shown right now.';
export const brokenList = 'The reports can’t be shown right now.';
export const noSuch = 'Report not found';
export const noSuchMeans =
  'A report’s address ends with a week, like 2026-W47, or a day, like 2026-11-16.';
export const toList = 'All reports';
export const previousWeek = 'Previous week';
export const previousDay = 'Previous day';
export const nextWeek = 'Next week';
export const nextDay = 'Next day';
export const wholeWorkspace = 'Whole workspace';
export const wholeLink = 'All that this link shows';
export const incidents = 'Incidents';
export const noIncidents = 'No incident was opened.';
export const noIncidentsKept = 'None that is still kept.';
export const uptime = 'Uptime of the service';
export const projectOf = (project: string): string => `Project ${project}`;
export const allProjects = 'Show the whole workspace';
export const markdown = 'Markdown';
export const print = 'Print';
export const schedule = 'Schedule';
export const underWay = 'In progress';
export const underWayMeans = 'in progress, compared with the same point of the previous period';

export const empty = 'No reports yet';
export const emptyMeans =
  'A report summarizes a day or week: work done, cost and changes, and failures. The first appears once an agent sends data.';
export const emptyProject = (project: string): string =>
  `No data for project ${project} in this period.`;
export const connect = 'Connect an agent';
export const emptyPeriod = 'Nothing to report';
export const emptyPeriodMeans = 'No agent sent data in this period. Try an earlier one.';

export const cost = 'Cost';
export const tasksDone = 'Tasks done';
export const tasksFailed = 'Tasks failed';
export const errors = 'Errors';
export const costPerDay = 'Cost per day';
export const costPerHour = 'Cost per hour';
export const weekBefore = 'the week before';
export const dayBefore = 'the day before';
export const before = 'Before';
export const asTable = 'Show as a table';
export const chartOf = (title: string, total: string): string =>
  `${title}, ${total} in all; the table below has each figure`;
export const time = 'Time';

export const agents = 'Agents';
export const agent = 'Agent';
export const projects = 'Projects';
export const project = 'Project';
export const done = 'Done';
export const failed = 'Failed';
export const change = 'Change';
export const perTask = 'Per task';
export const total = 'Total';
export const unattributed = 'unattributed';
export const none = '–';
export const andMore = (count: string): string => `and ${count} more`;
export const versus = (before: string): string => `vs. ${before}`;

export const wentWrong = 'What went wrong';
export const nothingWrong = 'No task failed and no error was reported.';
export const failedTasks = (count: string, isOne: boolean): string =>
  `${count} ${isOne ? 'task' : 'tasks'} failed`;
export const errorsOf = (count: string, kinds: string, added: string): string =>
  `${count} ${count === '1' ? 'error' : 'errors'} of ${kinds} ${kinds === '1' ? 'kind' : 'kinds'}, ${added === '0' ? 'none' : added} of them new`;
export const isNew = 'new';
export const times = (count: string): string => `${count} ×`;
export const movers = 'What moved the cost';
export const noMovers = 'No change from the previous period.';
export const changed = 'What changed';
export const newAgents = 'New agents';
export const goneAgents = 'Inactive agents';
export const newModels = 'New models';
export const goneModels = 'Models no longer used';
export const slowest = 'Slowest tasks';
export const longestWaits = 'Longest waits from plan to start';
export const notEvery = 'Among the most recently ended tasks; there were too many to rank.';
export const howKnown = 'Source of figures';
export const listPrices = 'List prices';
export const records = (received: string, expected: string): string =>
  `${received} of ${expected} records arrived`;
export const recordsOfSome = 'of the most recently active sessions';
export const unpriced = (count: string): string =>
  `${count} requests without a list price are excluded`;
export const doneMeans = '“Done” is reported by agents.';
export const sameFigures = 'Same figures in Trends';

export const sessions = 'Sessions';
export const report = 'Report';
export const listLabel = 'Reports, newest first';
