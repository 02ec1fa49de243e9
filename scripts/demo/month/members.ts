/** An agent of the invented team: who runs it, for which project, on what, and when. */
export type Member = {
  agent: string;
  /** Names its sessions: `sol` makes `sol-1103-2`. */
  short: string;
  user: string;
  project: 'dex-platform' | 'billing' | 'website';
  team: 'contracts' | 'platform' | 'growth';
  model: string;
  /** What it ran on for some of the days, to see whether that does as well. */
  trialModel?: string;
  /** UTC, from and to. */
  hours: readonly [number, number];
  /** Sessions a working day. */
  pace: number;
  worksWeekends: boolean;
  /** Tokens that a request adds to the context. */
  contextStep: number;
  /** Shares of one. */
  firstTry: number;
  waits: number;
  delegates: number;
};

const SONNET = 'claude-sonnet-4-5';
const OPUS = 'claude-opus-4-5';
const HAIKU = 'claude-haiku-4-5';

export const DEAR_MODEL = OPUS;

/** Nine agents of five people on three projects. */
export const MEMBERS: readonly [Member, ...Member[]] = [
  {
    agent: 'solidity-developer',
    short: 'sol',
    user: 'ben',
    project: 'dex-platform',
    team: 'contracts',
    model: SONNET,
    hours: [8, 17],
    pace: 3,
    worksWeekends: false,
    contextStep: 4_200,
    firstTry: 0.82,
    waits: 0.3,
    delegates: 0.4,
  },
  {
    agent: 'security-auditor',
    short: 'sec',
    user: 'ana',
    project: 'dex-platform',
    team: 'contracts',
    model: OPUS,
    hours: [9, 18],
    pace: 2,
    worksWeekends: false,
    contextStep: 5_600,
    firstTry: 0.9,
    waits: 0.2,
    delegates: 0.2,
  },
  {
    agent: 'test-writer',
    short: 'tst',
    user: 'ci-runner',
    project: 'dex-platform',
    team: 'contracts',
    model: HAIKU,
    hours: [7, 20],
    pace: 4,
    worksWeekends: false,
    contextStep: 2_600,
    firstTry: 0.86,
    waits: 0.05,
    delegates: 0,
  },
  {
    agent: 'infrastructure-specialist',
    short: 'inf',
    user: 'ana',
    project: 'dex-platform',
    team: 'platform',
    model: SONNET,
    hours: [8, 16],
    pace: 2,
    worksWeekends: false,
    contextStep: 3_100,
    firstTry: 0.88,
    waits: 0.45,
    delegates: 0.1,
  },
  {
    agent: 'release-bot',
    short: 'rel',
    user: 'ci-runner',
    project: 'dex-platform',
    team: 'platform',
    model: SONNET,
    hours: [1, 4],
    pace: 1,
    worksWeekends: true,
    contextStep: 1_900,
    firstTry: 0.84,
    waits: 0.25,
    delegates: 0,
  },
  {
    agent: 'migration-agent',
    short: 'mig',
    user: 'dov',
    project: 'billing',
    team: 'platform',
    model: SONNET,
    hours: [7, 15],
    pace: 2,
    worksWeekends: false,
    contextStep: 4_800,
    firstTry: 0.8,
    waits: 0.25,
    delegates: 0.3,
  },
  {
    agent: 'reviewer',
    short: 'rev',
    user: 'dov',
    project: 'billing',
    team: 'platform',
    model: SONNET,
    trialModel: HAIKU,
    hours: [9, 18],
    pace: 3,
    worksWeekends: false,
    contextStep: 3_400,
    firstTry: 0.94,
    waits: 0.1,
    delegates: 0.2,
  },
  {
    agent: 'docs-writer',
    short: 'doc',
    user: 'chi',
    project: 'website',
    team: 'growth',
    model: HAIKU,
    hours: [13, 21],
    pace: 2,
    worksWeekends: false,
    contextStep: 2_200,
    firstTry: 0.92,
    waits: 0.35,
    delegates: 0,
  },
  {
    agent: 'dependency-bot',
    short: 'dep',
    user: 'ci-runner',
    project: 'website',
    team: 'platform',
    model: HAIKU,
    hours: [2, 5],
    pace: 1,
    worksWeekends: true,
    contextStep: 1_600,
    firstTry: 0.9,
    waits: 0,
    delegates: 0,
  },
];
