import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import { AUDIT_KINDS } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import type { CommandScope } from './auth/authorize.ts';
import {
  callByName,
  credentialsOf,
  keyOf,
  NAMES,
  PARKED_ID,
  parkRow,
  prepare,
  runByName,
  settingsOf,
  type CredentialKind,
} from './commands.fixture.ts';
import { COMMANDS, runCommand, type CommandName } from './commands.ts';
import { KEY, newHub, newName, withCore, type HubStub } from './hub.fixture.ts';
import type { Hub } from './hub.ts';
import { CREDENTIAL_HEADER, type Answer } from './rpc.ts';

/** They send a message and change no setting. */
const SENDS: ReadonlySet<CommandName> = new Set(['testChannel', 'retryDelivery']);

/** They change history and no setting. */
const MENDS: ReadonlySet<CommandName> = new Set(['repair']);

/** What a change is about, where it is no `spare`. */
const CHANGED: Partial<Record<CommandName, string>> = {
  changeRule: 'error',
  retryParked: PARKED_ID,
  retryAllParked: 'all',
  deleteParked: PARKED_ID,
  repair: 'all',
  deleteData: 'new',
  changeRetention: 'retention',
  hideLabel: 'new',
  changeIncident: 'inc_1',
  resumeBudget: 'lifted',
};

const LETS_IN: Record<CommandScope, readonly CredentialKind[]> = {
  ingest: ['ingest key'],
  read: ['read key', 'read cookie'],
  admin: ['admin key'],
  key: ['ingest key', 'read key', 'read cookie', 'admin key'],
  reader: ['read key', 'read cookie', 'link', 'link cookie'],
  link: ['link', 'link cookie'],
  'incident link': ['incident link'],
};

/** What stands, but may not have the scope; everything else that is held is not known. */
const KNOWN: ReadonlySet<string> = new Set<CredentialKind>([...LETS_IN.key, ...LETS_IN.link]);

function expectedOf(scope: CommandScope, held: string): 'unauthorized' | 'forbidden' | 'runs' {
  if (LETS_IN[scope].some((one) => one === held)) return 'runs';
  // Whoever holds another credential learns nothing of links in messages.
  if (scope === 'incident link') return 'unauthorized';
  return KNOWN.has(held) ? 'forbidden' : 'unauthorized';
}

const adminCommands = NAMES.filter((name) => COMMANDS[name].scope === 'admin');
const changes = NAMES.filter((name) => COMMANDS[name].isChange);

describe('the table of commands', () => {
  test('[SHR7] each command names whom it lets in', () => {
    expect(NAMES.length).toBeGreaterThan(25);
    for (const name of NAMES) expect(LETS_IN).toHaveProperty(COMMANDS[name].scope);
  });

  test('[SHR7] what an administrator changes has an audit entry, and nothing else has', () => {
    const wrong = NAMES.filter((name) => {
      const { scope, audit, isChange } = COMMANDS[name];
      return (audit !== null) !== (scope === 'admin' && isChange && !SENDS.has(name));
    });
    expect(wrong).toEqual([]);
  });

  test('[SHR7] each audit kind is made by a command; a link is opened by who reads through it, a brake tripped by usage', () => {
    const made = new Set(NAMES.flatMap((name) => COMMANDS[name].audit ?? []));
    expect([...AUDIT_KINDS].filter((kind) => !made.has(kind))).toEqual([
      'link_opened',
      'budget_tripped',
    ]);
  });
});

describe('every command with every kind of credential', () => {
  test.each(NAMES)('[SHR1] [SHR7] %s runs for its scope only', async (name) => {
    const { hub } = await newHub();
    await prepare(hub);
    const held = await credentialsOf(hub);
    const settings = () =>
      runInDurableObject(hub, (_: Hub, { storage }) => settingsOf(storage.sql));
    // Those that are let in come last: what they do may end other credentials.
    const { scope } = COMMANDS[name];
    const inOrder = Object.entries(held).sort(
      ([a], [b]) =>
        Number(expectedOf(scope, a) === 'runs') - Number(expectedOf(scope, b) === 'runs'),
    );
    const before = await settings();
    for (const [kind, hash] of inOrder) {
      const expected = expectedOf(scope, kind);
      if (expected === 'runs') continue;
      expect.soft(outcomeOf(await callByName(hub, hash, name)), kind).toBe(expected);
    }
    expect(await settings()).toEqual(before);
    for (const [kind, hash] of inOrder) {
      if (expectedOf(scope, kind) !== 'runs') continue;
      expect.soft(outcomeOf(await callByName(hub, hash, name)), kind).toBe('runs');
    }
  });

  test('[SHR7] a socket is opened by who may read', async () => {
    const { hub } = await newHub();
    const held = await credentialsOf(hub);
    const status = { runs: 101, forbidden: 403, unauthorized: 401 };
    for (const [kind, hash] of Object.entries(held)) {
      const answer = await openSocket(hub, hash);
      expect.soft(answer.status, kind).toBe(status[expectedOf('reader', kind)]);
      answer.webSocket?.accept();
      answer.webSocket?.close();
    }
  });

  test('[SHR7] a hub that was never provisioned lets nobody in and writes nothing', async () => {
    const hub = env.HUB.getByName(newName());
    for (const name of NAMES) {
      expect.soft(outcomeOf(await callByName(hub, KEY.hash, name)), name).toBe('unauthorized');
    }
    expect((await openSocket(hub, KEY.hash)).status).toBe(401);
    const tables = await runInDurableObject(hub, (_: Hub, { storage }) =>
      storage.sql
        .exec("select name from sqlite_master where name not like '\\_cf%' escape '\\'")
        .toArray(),
    );
    expect(tables).toEqual([]);
  });
});

describe('what a command stores', () => {
  test.each(adminCommands.filter((name) => !SENDS.has(name)))(
    '[SHR7] %s: settings change with an audit entry, or not at all',
    (name) =>
      withCore({}, async ({ hub, ctx }) => {
        await prepare({
          call: (hash, command, ...args) => runCommand({ hub, hash }, command, ...args),
        });
        parkRow(hub);
        const [settings, entries] = [settingsOf(ctx.storage.sql), hub.audit.list()];
        expect(await runByName(hub, KEY.hash, name)).toMatchObject({ ok: true });
        const { audit } = COMMANDS[name];
        const added = hub.audit.list().slice(0, hub.audit.list().length - entries.length);
        if (audit === null) {
          expect(settingsOf(ctx.storage.sql)).toEqual(settings);
          expect(added).toEqual([]);
        } else {
          const isChanged = !isEqual(settingsOf(ctx.storage.sql), settings);
          expect(isChanged).toBe(!MENDS.has(name));
          const id = CHANGED[name] ?? (name.startsWith('create') ? 'new' : 'spare');
          expect(added).toMatchObject([{ kind: audit, by: KEY.name, id }]);
        }
      }),
  );

  test.each(changes.filter((name) => !COMMANDS[name].scope.includes('link')))(
    '[ING1] [SHR7] %s is answered when what it stored is durable',
    (name) =>
      withCore({}, async ({ hub, ctx }) => {
        await prepare({
          call: (hash, command, ...args) => runCommand({ hub, hash }, command, ...args),
        });
        parkRow(hub);
        const durable = Promise.withResolvers<undefined>();
        const order: string[] = [];
        const sync = async (): Promise<void> => {
          order.push('stored');
          await durable.promise;
          await ctx.storage.sync();
          order.push('durable');
        };
        const reached = Promise.withResolvers<undefined>();
        const held = { ...hub, sync: () => (reached.resolve(undefined), sync()) };
        const answered = runByName(held, KEY.hash, name).then(() => order.push('answered'));
        await reached.promise;
        durable.resolve(undefined);
        await answered;
        expect(order).toEqual(['stored', 'durable', 'answered']);
      }),
  );

  test('[SHR7] a change that is refused makes no audit entry', () =>
    withCore({}, async ({ hub }) => {
      expect(await runCommand({ hub, hash: KEY.hash }, 'revokeKey', 'none')).toMatchObject({
        ok: false,
      });
      expect(await runCommand({ hub, hash: KEY.hash }, 'deleteChannel', 'none')).toMatchObject({
        ok: false,
      });
      expect(await runCommand({ hub, hash: 'nobody' }, 'createKey', keyOf('x'))).toMatchObject({
        ok: false,
      });
      expect(hub.audit.list()).toEqual([]);
    }));
});

function outcomeOf(answer: Answer<unknown>): string {
  if (answer.ok) return 'runs';
  const { code } = answer.error;
  return code === 'unauthorized' || code === 'forbidden' ? code : 'runs';
}

const openSocket = (hub: HubStub, hash: string): Promise<Response> =>
  hub.fetch('https://hub/v1/live', {
    headers: { upgrade: 'websocket', [CREDENTIAL_HEADER]: hash },
  });

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
