export const pageTitle = 'Reports · Claude Monitor';
export const titleOf = (name: string): string => `${name} · Reports · Claude Monitor`;
export const reports = 'Reports';
export const week = 'Week';
export const day = 'Day';
export const periods = 'Period';
export const loading = 'Reading the report…';
export const loadingList = 'Reading the reports…';
export const broken = 'The report can’t be shown right now.';
export const brokenList = 'The reports can’t be shown right now.';
export const noSuch = 'There is no such report';
export const noSuchMeans =
  'An address of a report ends in a week, like 2026-W47, or a day, like 2026-11-16.';
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
export const underWay = 'Under way';
export const underWayMeans = 'under way, held against the period before up to the same time';

export const empty = 'No reports yet';
export const emptyMeans =
  'A report sums up a week or a day: what was done, what it cost against the time before, who made the difference and what went wrong. The first one is here as soon as an agent has sent something.';
export const emptyProject = (project: string): string =>
  `Nothing was sent for the project ${project} in this time.`;
export const connect = 'Connect an agent';
export const emptyPeriod = 'Nothing to report';
export const emptyPeriodMeans =
  'No agent sent anything in this time. Look at the time before, or at all reports.';

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
export const versus = (before: string): string => `against ${before}`;

export const wentWrong = 'What went wrong';
export const nothingWrong = 'No task failed and no error was reported.';
export const failedTasks = (count: string, isOne: boolean): string =>
  `${count} ${isOne ? 'task' : 'tasks'} failed`;
export const errorsOf = (count: string, kinds: string, added: string): string =>
  `${count} errors of ${kinds} kinds, ${added} of them new`;
export const isNew = 'new';
export const times = (count: string): string => `${count} ×`;
export const movers = 'What moved the cost';
export const noMovers = 'Nothing changed against the time before.';
export const changed = 'What changed';
export const newAgents = 'New agents';
export const goneAgents = 'Agents that did nothing';
export const newModels = 'New models';
export const goneModels = 'Models no longer used';
export const slowest = 'Slowest tasks';
export const longestWaits = 'Longest waits from plan to start';
export const notEvery = 'Of the tasks that ended last: there were too many to order all.';
export const howKnown = 'How it is known';
export const listPrices = 'List prices';
export const records = (received: string, expected: string): string =>
  `${received} of ${expected} records arrived`;
export const recordsOfSome = 'of the sessions that were active last';
export const unpriced = (count: string): string =>
  `${count} requests have no list price and are not in it`;
export const doneMeans = '“Done” is what agents said.';
export const sameFigures = 'Same figures in Trends';

export const sessions = 'Sessions';
export const report = 'Report';
export const listLabel = 'Reports, the newest first';
