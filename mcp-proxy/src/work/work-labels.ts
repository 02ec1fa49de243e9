import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { TelemetryEvent } from '@claude-monitor/protocol';
import { labelValueSchema, type Labels } from '@claude-monitor/protocol/labels';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { ticketOf } from '@claude-monitor/receivers/claude-transcript';
import { outcomeOf, type Outcome } from './outcome.ts';
import type { Checkouts } from './repository.ts';
import { revertedBy } from './reverted-by.ts';

const SESSIONS_KEPT = 2_000;
const BRANCHES_KEPT = 1_000;

const pullsSchema = z.array(z.tuple([z.string(), z.string()]));
type Hook = ReadonlyMap<string, unknown>;

/** What a session works on. */
type Work = { folder: string; issue: string | null };

/**
 * What requests are for, as labels: repository, branch, ticket, pull request. Taken on this machine
 * from Git's files and from what `gh`, `glab` and `git commit` print; only names, ids and addresses leave.
 */
export class WorkLabels {
  readonly #file: string;
  readonly #checkouts: Checkouts;
  readonly #sessions = new Map<string, Work>();
  /** By repository and branch. */
  readonly #pulls: Map<string, string>;

  /** `file` keeps which branch has which pull request: a branch outlives a session. */
  constructor(file: string, checkouts: Checkouts) {
    this.#file = file;
    this.#checkouts = checkouts;
    this.#pulls = new Map(readPulls(file));
  }

  /** A hook of a session, before its events are kept; answers what its own tool call brought about. Never throws. */
  hook(session: string, hook: Hook): { labels: Labels; outcome: Outcome } {
    const folder = textOf(hook.get('cwd'));
    const work = this.#sessions.get(session) ?? { folder, issue: null };
    if (folder !== '') work.folder = folder;
    this.#sessions.delete(session);
    if (this.#sessions.size >= SESSIONS_KEPT) this.#forgetOldest();
    this.#sessions.set(session, work);
    if (hook.get('hook_event_name') !== 'PostToolUse' || hook.get('tool_name') !== 'Bash') {
      return NOTHING;
    }
    const command = textOf(fieldOf(hook.get('tool_input'), 'command'));
    // Nearly all commands are of other tools.
    if (!/\b(?:gh|glab|git)\b/.test(command)) return NOTHING;
    const outcome = outcomeOf(command, textOf(fieldOf(hook.get('tool_response'), 'stdout')));
    if (outcome.issue !== undefined) work.issue = outcome.issue;
    const taken = (outcome.takeBack ?? []).flatMap((hash) => revertedBy(work.folder, hash));
    if (taken.length > 0) outcome.reverts = taken;
    const { pullRequest, commit } = outcome;
    if (pullRequest?.isOfBranch === true) this.#remember(work.folder, pullRequest.url);
    const labels = valid({
      commit,
      pull_request: pullRequest?.url,
      outcome: pullRequest?.state ?? undefined,
    });
    return { labels, outcome };
  }

  /** The pull request of the branch that a session works on, where one is known. */
  pullOf(session: string): string | null {
    const { repository, branch } = this.#checkouts.of(this.#sessions.get(session)?.folder ?? '');
    return branch === null ? null : (this.#pulls.get(keyOf(repository, branch)) ?? null);
  }

  /** A request, or a call that brought something about, with the labels of its session; those that its sender set stay. */
  labelled(event: TelemetryEvent, outcome: Labels = {}): TelemetryEvent {
    const isOutcome = event.type === 'tool.call' && Object.keys(outcome).length > 0;
    if (event.type !== 'usage' && !isOutcome) return event;
    const ours = { ...this.#labelsOf(event.sessionId), ...outcome };
    const labels = { ...event.labels };
    for (const [key, value] of Object.entries(ours)) {
      if (Object.keys(labels).length >= LIMITS.labelsOfEvent) break;
      labels[key] ??= value;
    }
    return Object.keys(labels).length === 0 ? event : { ...event, labels };
  }

  #labelsOf(session: string): Labels {
    const work = this.#sessions.get(session);
    if (work === undefined || work.folder === '') return {};
    const { repository, branch } = this.#checkouts.of(work.folder);
    if (repository === null && branch === null) return {};
    return valid({
      repository: repository ?? undefined,
      branch: branch ?? undefined,
      ticket: (branch === null ? null : ticketOf(branch)) ?? work.issue ?? undefined,
      pull_request: branch === null ? undefined : this.#pulls.get(keyOf(repository, branch)),
    });
  }

  #remember(folder: string, url: string): void {
    const { repository, branch } = this.#checkouts.of(folder);
    if (branch === null) return;
    if (repository !== null && !url.includes(`/${repository}/`)) return;
    const key = keyOf(repository, branch);
    if (this.#pulls.get(key) === url) return;
    this.#pulls.delete(key);
    this.#pulls.set(key, url);
    savePulls(this.#file, [...this.#pulls].slice(-BRANCHES_KEPT));
  }

  #forgetOldest(): void {
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined) this.#sessions.delete(oldest);
  }
}

const NOTHING: { labels: Labels; outcome: Outcome } = { labels: {}, outcome: {} };

const keyOf = (repository: string | null, branch: string): string =>
  `${repository ?? ''} ${branch}`;

/** Without what is too long for a label. */
const valid = (values: Readonly<Record<string, string | undefined>>): Labels =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) =>
      labelValueSchema.safeParse(value).success && value !== undefined ? [[key, value]] : [],
    ),
  );

function readPulls(file: string): [string, string][] {
  try {
    return pullsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}

/** What can't be kept is known until the relay ends. */
function savePulls(file: string, pulls: readonly [string, string][]): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const draft = `${file}.${String(process.pid)}.tmp`;
    writeFileSync(draft, JSON.stringify(pulls), { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    // The disk refuses; the spool says so.
  }
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? new Map(Object.entries(value)).get(name)
    : undefined;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
