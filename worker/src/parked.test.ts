import {
  auditAnswerSchema,
  parkedAnswerSchema,
  statusAnswerSchema,
} from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { poison } from './hub/flush/parked/parked.fixture.ts';
import { ask, newTeam, post } from './testing/links.fixture.ts';

type Team = Awaited<ReturnType<typeof newTeam>>;

const start = (sessionId: string) => ({ type: 'session.start', sessionId, agentName: 'infra' });

const sessionsOf = async ({ key }: Team): Promise<unknown> =>
  await (await ask('/v1/sessions', { bearer: key })).json();

const parkedOf = async ({ adminKey }: Team, query = '') => {
  const answer = await ask(`/v1/parked${query}`, { bearer: adminKey });
  return parkedAnswerSchema.parse(await answer.json());
};

/** A workspace in which libSQL refuses the sessions `bad1` and `bad2`, and takes `good`. */
async function poisonedTeam() {
  const team = await newTeam();
  const cure = await poison(
    'session',
    `new.workspace = '${team.workspace}' and new.session_id like 'bad%'`,
  );
  await team.send([start('bad1'), start('good'), start('bad2')]);
  expect(await sessionsOf(team)).toMatchObject({ items: [{ sessionId: 'good' }], fresh: true });
  return { team, cure };
}

test('[STO7] a refused row is shown in the status, in the metrics and to admins, without what it holds', async () => {
  const { team, cure } = await poisonedTeam();
  try {
    const status = await (await ask('/v1/status', { bearer: team.key })).json();
    const { parked, flush } = statusAnswerSchema.parse(status);
    expect(parked).toMatchObject({ rows: 2 });
    expect(parked.oldestAt).toBeGreaterThan(Date.now() - 60_000);
    expect(flush.failing).toBeNull();
    const metrics = await (await ask('/metrics', { bearer: team.key })).text();
    expect(metrics).toContain('\nclaude_monitor_parked_rows 2\n');
    const first = await parkedOf(team, '?limit=1');
    const second = await parkedOf(team, `?limit=1&cursor=${first.next ?? ''}`);
    expect(second.next).toBeNull();
    const items = [...first.items, ...second.items];
    expect(items).toMatchObject([{ kind: 'session' }, { kind: 'session' }]);
    expect(new Set(items.map(({ id }) => id)).size).toBe(2);
    expect(JSON.stringify(items)).not.toMatch(/infra|secret|insert/);
  } finally {
    await cure();
  }
});

test('[STO7] an admin sends one again, all again, or deletes it, and the audit says who', async () => {
  const { team, cure } = await poisonedTeam();
  const { adminKey } = team;
  const [one, other] = (await parkedOf(team)).items;
  if (one === undefined || other === undefined) throw new Error('two parked rows expected');
  try {
    const refused = await post(`/v1/parked/${one.id}/retry`, adminKey, {});
    expect(await refused.json()).toEqual({ landed: 0, refused: 1, left: 0 });
    expect((await parkedOf(team)).items.map(({ tries }) => tries)).toEqual([2, 1]);
    const deleted = await ask(`/v1/parked/${other.id}`, { method: 'DELETE', bearer: adminKey });
    expect(deleted.status).toBe(204);
    for (const [method, path] of [
      ['POST', `/v1/parked/${other.id}/retry`],
      ['DELETE', `/v1/parked/${other.id}`],
    ] as const) {
      expect((await ask(path, { method, bearer: adminKey })).status).toBe(404);
    }
  } finally {
    await cure();
  }
  const all = await post('/v1/parked/retry', adminKey, {});
  expect(await all.json()).toEqual({ landed: 1, refused: 0, left: 0 });
  expect((await parkedOf(team)).items).toEqual([]);
  expect(await sessionsOf(team)).toMatchObject({ items: [{}, {}] });
  expect((await ask('/v1/parked?cursor=x', { bearer: adminKey })).status).toBe(400);
  expect((await ask('/v1/parked', { bearer: team.key })).status).toBe(403);
  const audit = await (await ask('/v1/audit', { bearer: adminKey })).json();
  const lines = auditAnswerSchema.parse(audit).items.slice(0, 3);
  expect(lines.map(({ kind, by }) => ({ kind, by }))).toEqual([
    { kind: 'parked_rows_sent_again', by: 'admin' },
    { kind: 'parked_row_deleted', by: 'admin' },
    { kind: 'parked_row_sent_again', by: 'admin' },
  ]);
});
