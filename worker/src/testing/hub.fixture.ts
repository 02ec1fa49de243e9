import { answerTeamStatus, STATE_LIMITS } from '@claude-monitor/protocol';
import type { SessionDetail, TaskHistory } from '@claude-monitor/protocol';
import type { HubStub } from '../hub-stub.ts';
import { refuse, unauthorized } from '../hub/auth/access.ts';
import type { CommandScope } from '../hub/auth/authorize.ts';
import {
  COMMANDS,
  type CommandArgs,
  type CommandName,
  type CommandValue,
} from '../hub/commands.ts';
import type { Answer, IngestCall, NewKey, LiveAnswer, LiveQuestion } from '../hub/rpc.ts';
import { FAKE_ANSWERS } from './answers.fixture.ts';
import { NOW } from './clock.fixture.ts';

const NOBODY = answerTeamStatus(
  {},
  { sessions: [], tasks: [], incidents: [], now: NOW, limits: STATE_LIMITS },
);

/**
 * A hub in memory: it knows keys, and asks of each command the scope that the table of commands says.
 * What it answers is set by a test, or stands in `answers.fixture.ts`.
 */
export class FakeHub implements HubStub {
  readonly workspace: string;
  readonly keys = new Map<string, NewKey>();
  readonly cookies = new Map<string, { parent: string; expiresAt: number }>();
  readonly ingested: IngestCall[] = [];
  readonly upgrades: Request[] = [];
  readonly seen = new Set<string>();
  sessionDetail: SessionDetail | null = null;
  history: TaskHistory | null = null;
  readonly questions: LiveQuestion[] = [];
  liveAnswer: LiveAnswer | null = NOBODY;
  /** Set to make every call fail as a reset object does. */
  fault: Error | null = null;
  readonly spared = new Set<CommandName>();

  constructor(workspace: string) {
    this.workspace = workspace;
  }

  async provision(_: string, key: NewKey): ReturnType<HubStub['provision']> {
    const created = this.keys.size === 0;
    this.keys.set(key.hash, key);
    return await this.#settled({ ok: true, value: { created } });
  }

  async call<Name extends CommandName>(
    hash: string,
    name: Name,
    ...args: CommandArgs<Name>
  ): Promise<Answer<CommandValue<Name>>> {
    const key = this.keyOf(hash);
    if (key === undefined) return unauthorized();
    const { scope } = COMMANDS[name];
    if (!isWithin(key, scope)) return refuse('forbidden', `needs the scope ${scope}`);
    const answer = FAKE_ANSWERS[name]({ hub: this, hash, key }, ...args);
    return this.spared.has(name) ? answer : await this.#settled(answer);
  }

  async fetch(request: Request): Promise<Response> {
    this.upgrades.push(request);
    return await Promise.resolve(new Response('the socket'));
  }

  keyOf(hash: string): NewKey | undefined {
    return this.keys.get(this.cookies.get(hash)?.parent ?? hash);
  }

  async #settled<Value>(answer: Answer<Value>): Promise<Answer<Value>> {
    if (this.fault !== null) throw this.fault;
    return await Promise.resolve(answer);
  }
}

/** Links are tested on a real hub: here every key may do what a link may. */
function isWithin({ scopes }: NewKey, scope: CommandScope): boolean {
  switch (scope) {
    case 'key':
    case 'link':
    case 'incident link':
      return true;
    case 'reader':
      return scopes.includes('read');
    case 'ingest':
    case 'read':
    case 'admin':
      return scopes.includes(scope);
  }
}
