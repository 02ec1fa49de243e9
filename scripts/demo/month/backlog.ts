import type { TelemetryEventInput } from '@claude-monitor/protocol';
import type { Random } from '@claude-monitor/protocol/testing/random';
import type { Member } from './members.ts';

/** A task of a project's plan. */
export type Task = { id: string; description: string; priority: 'low' | 'medium' | 'high' };

type Project = Member['project'];

const PREFIX: Readonly<Record<Project, string>> = {
  'dex-platform': 'DEX',
  billing: 'BILL',
  website: 'WEB',
};

const VERBS: readonly [string, ...string[]] = [
  'Add',
  'Test',
  'Fix',
  'Speed up',
  'Document',
  'Review',
  'Migrate',
];

const THINGS: Readonly<Record<Project, readonly [string, ...string[]]>> = {
  'dex-platform': [
    'swap router',
    'fee tiers',
    'price oracle',
    'pool factory',
    'RPC failover',
    'limit orders',
    'testnet deployment',
    'withdrawal guard',
  ],
  billing: [
    'invoice backfill',
    'tax rounding',
    'dunning emails',
    'ledger export',
    'currency table',
    'refund flow',
  ],
  website: [
    'pricing page',
    'release notes',
    'search index',
    'image pipeline',
    'onboarding guide',
    'dependency updates',
  ],
};

/**
 * The plans of the projects, a batch of tasks at a time, and what is next of each. A task that failed comes
 * again, to whoever takes the next one.
 */
export class Backlog {
  readonly #random: Random;
  readonly #open = new Map<Project, Task[]>();
  readonly #numbers = new Map<Project, number>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** The next task of a project; when its plan is used up, with the events that plan the next batch. */
  next(project: Project): { task: Task; planned: Planned[] } {
    const open = this.#open.get(project) ?? [];
    const planned = open.length === 0 ? this.#plan(project) : [];
    const tasks = [...open, ...planned.map(({ task }) => task)];
    const [task, ...rest] = tasks;
    if (task === undefined) throw new Error('a plan has tasks');
    this.#open.set(project, rest);
    return { task, planned };
  }

  /** Somebody will try again. */
  putBack(project: Project, task: Task): void {
    this.#open.set(project, [task, ...(this.#open.get(project) ?? [])]);
  }

  #plan(project: Project): Planned[] {
    const random = this.#random;
    const first = this.#numbers.get(project) ?? 101;
    const count = random.between(6, 10);
    this.#numbers.set(project, first + count);
    return Array.from({ length: count }, (_, index) => ({
      task: {
        id: `${PREFIX[project]}-${String(first + index)}`,
        description: `${random.pick(VERBS)} ${random.pick(THINGS[project])}`,
        priority: random.pick(['low', 'medium', 'medium', 'high']),
      },
      dependsOn:
        index === 0 || random.chance(0.4)
          ? []
          : [`${PREFIX[project]}-${String(first + random.between(0, index - 1))}`],
    }));
  }
}

type Planned = { task: Task; dependsOn: string[] };

/** The event that plans a task. */
export const plannedEvent = ({ task, dependsOn }: Planned) =>
  ({
    type: 'task.plan',
    taskId: task.id,
    taskDescription: task.description,
    priority: task.priority,
    dependsOn,
  }) satisfies Partial<TelemetryEventInput>;
