import { afterEach, describe, expect, test } from 'vitest';
import { chooseGroup, isWithin } from './regions.ts';
import { regionOfUrl, Turso } from './turso.ts';
import { startTurso, TURSO_TOKEN, type TursoState } from './turso.fixture.ts';

let close = (): void => undefined;
afterEach(() => {
  close();
});

async function open(changes: Partial<TursoState> = {}, token = TURSO_TOKEN) {
  const server = await startTurso(changes);
  close = server.close;
  return { turso: new Turso(token, server.url), ...server };
}

describe('the database at Turso', () => {
  test('is made, found again, and gets a token', async () => {
    const { turso } = await open();
    expect(await turso.organization('')).toBe('acme');
    expect(await turso.database('acme', 'mine')).toBeNull();
    const made = await turso.createDatabase('acme', 'mine', 'default');
    expect(made).toEqual({
      name: 'mine',
      url: 'libsql://mine-acme.aws-us-east-1.turso.io',
      region: 'aws-us-east-1',
    });
    expect(await turso.database('acme', 'mine')).toEqual(made);
    expect(await turso.databaseToken('acme', 'mine')).toBe('jwt-of-mine');
    expect(await turso.groups('acme')).toEqual([{ name: 'default', location: 'aws-us-east-1' }]);
  });

  test('several organizations have to be chosen from', async () => {
    const { turso } = await open({ organizations: ['acme', 'beta'] });
    expect(await turso.organization('beta')).toBe('beta');
    for (const named of ['', 'gamma']) {
      await expect(turso.organization(named)).rejects.toMatchObject({
        code: 'turso_organization',
        message: expect.stringContaining('acme, beta'),
      });
    }
  });

  test('a token that is none, or lacks a scope, gets an error that says what it needs', async () => {
    const wrong = await open({}, 'hunter2');
    await expect(wrong.turso.organization('')).rejects.toMatchObject({ code: 'turso_token' });
    close();
    const { turso } = await open({ mayCreate: false });
    await expect(turso.createDatabase('acme', 'mine', 'default')).rejects.toMatchObject({
      code: 'turso_permission',
      message: expect.stringContaining('db:create'),
    });
  });

  test("Turso's own words come through: a plan's limit", async () => {
    const { turso } = await open({ maxGroups: 1 });
    const attempt = turso.createGroup('acme', { name: 'eu', location: 'aws-eu-west-1' });
    await expect(attempt).rejects.toThrow(/402.+group limit reached/);
  });
});

describe('where a database is', () => {
  test.each([
    ['libsql://a-acme.aws-eu-west-1.turso.io', 'aws-eu-west-1'],
    ['libsql://a-acme.turso.io', null],
    ['http://127.0.0.1:8080', null],
    ['https://evil.example/.aws-eu-west-1.turso.io', null],
  ])('%s', (url, region) => {
    expect(regionOfUrl(url)).toBe(region);
  });

  test.each([
    ['aws-eu-west-1', true],
    ['fra', true],
    ['aws-eu-west-2', false],
    ['lhr', false],
    ['aws-us-east-1', false],
    [null, null],
  ])('%s is in the EU: %s', (region, within) => {
    expect(isWithin('eu', region)).toBe(within);
    // A location hint promises nothing.
    expect(isWithin('weur', region)).toBe(true);
  });

  const us = { name: 'default', location: 'aws-us-east-1' };
  const eu = { name: 'europe', location: 'aws-eu-west-1' };

  test('a new one goes where the jurisdiction is, into a new group where there is none', () => {
    expect(chooseGroup([us, eu], 'eu', '')).toEqual({ group: eu, isNew: false });
    expect(chooseGroup([us], 'eu', '')).toEqual({
      group: { name: 'claude-monitor-eu', location: 'aws-eu-west-1' },
      isNew: true,
    });
    expect(chooseGroup([us], 'weur', '')).toEqual({ group: us, isNew: false });
    expect(chooseGroup([us, eu], 'weur', '')).toEqual({ group: eu, isNew: false });
    expect(chooseGroup([], null, '')).toEqual({ group: us, isNew: true });
    expect(chooseGroup([us], null, 'mine')).toMatchObject({ group: { name: 'mine' }, isNew: true });
  });
});
