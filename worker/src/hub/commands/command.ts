import type { AuditKind } from '@claude-monitor/protocol';
import { unauthorized } from '../auth/access.ts';
import { authorize, type CallerOf, type CommandScope } from '../auth/authorize.ts';
import type { OpenHub } from '../open-hub.ts';
import type { Answer, CredentialHash } from '../rpc.ts';

/** One thing that the Worker may ask of a hub. */
export type Command<Args extends unknown[], Value> = {
  /** What its caller must hold. */
  scope: CommandScope;
  /** The audit entry that a success makes. */
  audit: AuditKind | null;
  /** Whether it stores something: it is answered once that is durable. */
  isChange: boolean;
  /** Checks the credential and runs, in one call (rule SHR7). */
  answer: (hub: OpenHub | null, hash: CredentialHash, ...args: Args) => Promise<Answer<Value>>;
};

/** What a command works with: the hub, and its caller with the scope asked for. */
export type Call<Scope extends CommandScope> = CallerOf[Scope] & { hub: OpenHub };

type Definition<Scope extends CommandScope, Args extends unknown[], Value> = {
  scope: Scope;
  run: (call: Call<Scope>, ...args: Args) => Answer<Value> | Promise<Answer<Value>>;
};

/** A command that stores nothing, or waits itself until what it stores is durable. */
export const query = <Scope extends CommandScope, Args extends unknown[], Value>(
  definition: Definition<Scope, Args, Value>,
): Command<Args, Value> => ({
  ...commandOf(definition, async () => undefined),
  isChange: false,
});

/** A command that stores something that is no setting, so that the audit keeps nothing of it. */
export const change = <Scope extends CommandScope, Args extends unknown[], Value>(
  definition: Definition<Scope, Args, Value>,
): Command<Args, Value> => ({
  ...commandOf(definition, (hub) => hub.sync()),
  isChange: true,
});

/** `beforeAnswer`: what is waited for once it has run. */
const commandOf = <Scope extends CommandScope, Args extends unknown[], Value>(
  { scope, run }: Definition<Scope, Args, Value>,
  beforeAnswer: (hub: OpenHub) => Promise<void>,
): Omit<Command<Args, Value>, 'isChange'> => ({
  scope,
  audit: null,
  answer: async (hub, hash, ...args) => {
    const call = callOf(hub, hash, scope);
    if (!call.ok) return call;
    const answer = await run(call.value, ...args);
    await beforeAnswer(call.value.hub);
    return answer;
  },
});

/** What an audit entry is about. A rule has no name but its id. */
type Subject = { id: string; name?: string };

type AuditedDefinition<Args extends unknown[], Value extends Subject> = {
  scope: 'admin';
  audit: AuditKind;
  /** Without a promise: the change and its entry are stored in one turn, both or neither. */
  run: (call: Call<'admin'>, ...args: Args) => Answer<Value>;
  /** What has to be done before the answer and takes longer than the turn. */
  after?: (hub: OpenHub, value: Value) => Promise<void>;
};

/** What an administrator changes; the value is what was changed, and the audit names that. */
export function auditedChange<Args extends unknown[], Value extends Subject>({
  scope,
  audit,
  run,
  after,
}: AuditedDefinition<Args, Value>): Command<Args, Value> {
  const runAudited = async (call: Call<'admin'>, ...args: Args): Promise<Answer<Value>> => {
    const answer = run(call, ...args);
    if (!answer.ok) return answer;
    addEntry(call, audit, answer.value);
    await after?.(call.hub, answer.value);
    return answer;
  };
  return { ...change({ scope, run: runAudited }), audit };
}

type AuditedSending<Args extends unknown[], Value> = {
  scope: 'admin';
  audit: AuditKind;
  /** `about` null: there was nothing to send. */
  run: (
    call: Call<'admin'>,
    ...args: Args
  ) => Promise<Answer<{ about: Subject | null; value: Value }>>;
};

/** What an administrator has sent: its entry is made once it is known how that went. */
export function auditedSending<Args extends unknown[], Value>({
  scope,
  audit,
  run,
}: AuditedSending<Args, Value>): Command<Args, Value> {
  const runAudited = async (call: Call<'admin'>, ...args: Args): Promise<Answer<Value>> => {
    const answer = await run(call, ...args);
    if (!answer.ok) return answer;
    const { about, value } = answer.value;
    if (about !== null) addEntry(call, audit, about);
    return { ok: true, value };
  };
  return { ...change({ scope, run: runAudited }), audit };
}

function addEntry({ hub, credential }: Call<'admin'>, kind: AuditKind, about: Subject): void {
  const { id, name = id } = about;
  hub.audit.add({ at: hub.now(), kind, by: credential.name, id, name });
}

/** The hub as its caller may use it; a hub that was never provisioned knows nobody. */
export function callOf<Scope extends CommandScope>(
  hub: OpenHub | null,
  hash: CredentialHash,
  scope: Scope,
): Answer<Call<Scope>> {
  if (hub === null) return unauthorized();
  const caller = authorize(hub, hash, scope);
  return caller.ok ? { ok: true, value: { ...caller.value, hub } } : caller;
}
