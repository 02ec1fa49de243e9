import { describe, expect, test } from 'vitest';
import type { DeployedWorker } from '../cloudflare/cloudflare.ts';
import type { Kept } from '../kept.ts';
import { parseOptions, type Options } from './options.ts';
import { planDeploy, STEPS, type Found, type FoundDatabase, type Plan } from './plan.ts';

const URL_IN_USE = 'libsql://claude-monitor-acme.aws-eu-west-1.turso.io';

const wanted = (...args: string[]): Options => {
  const options = parseOptions(args);
  if (options === null) throw new Error('help');
  return options;
};

const kept: Kept = {
  deploySecret: 'the-secret-of-this-deployment',
  formerSecrets: [],
  location: 'eu',
  database: { url: URL_IN_USE, token: 'a-token' },
  secretsDigest: 'digest',
  workspaces: { team: { adminKey: 'a', ingestKey: 'i', readKey: 'r' } },
};

const worker: DeployedWorker = {
  isOurs: true,
  vars: { TURSO_DATABASE_URL: URL_IN_USE, HUB_LOCATION: 'eu' },
  secrets: ['DEPLOY_SECRET', 'TURSO_AUTH_TOKEN'],
};

const there: FoundDatabase = {
  kind: 'there',
  url: URL_IN_USE,
  region: 'aws-eu-west-1',
  schemaStatus: { kind: 'current' },
};
const absent: FoundDatabase = {
  kind: 'absent',
  name: 'claude-monitor',
  group: 'default',
  region: 'aws-us-east-1',
  makesGroup: false,
};

type Account = Exclude<Found['cloudflare'], string>;
const account = (changes: Partial<Account> = {}): Account => ({
  account: 'Acme',
  subdomain: 'acme',
  worker,
  mayDeploy: true,
  ...changes,
});

const found = (changes: Partial<Found> = {}): Found => ({
  cloudflare: account(),
  database: there,
  kept,
  givenSecret: '',
  ...changes,
});

/** A first deploy: accounts, and nothing in them. */
const fresh: Partial<Found> = {
  cloudflare: account({ worker: null }),
  database: absent,
  kept: null,
};

const does = (plan: Plan): string => plan.steps.map((step) => step.does).join(' ');

describe('the plan of a deploy', () => {
  test('has every step, in order, whatever was found', () => {
    for (const it of [found(), found(fresh), found({ cloudflare: 'no login', database: 'none' })]) {
      expect(planDeploy(it, wanted()).steps.map(({ name }) => name)).toEqual(STEPS);
    }
  });

  test('a first one makes all, a repeat keeps all but the upload and the test', () => {
    expect(does(planDeploy(found(fresh), wanted()))).toBe('keep do keep do do do do do');
    expect(does(planDeploy(found(), wanted()))).toBe('keep keep keep keep keep do keep do');
  });

  test('without any account it says what is missing, and what it would do', () => {
    const plan = planDeploy(
      found({ cloudflare: 'a login', database: 'a database', kept: null }),
      wanted(),
    );
    expect(plan.missing).toEqual(['a login', 'a database']);
    expect(plan.refusals).toEqual([]);
    expect(does(plan)).toBe('unknown unknown unknown unknown do do do do');
  });

  test('[STO4] what is behind is backed up, then migrated, and the migrations are named', () => {
    const behind: FoundDatabase = {
      ...there,
      schemaStatus: { kind: 'behind', pending: ['0007_x'] },
    };
    const plan = planDeploy(found({ database: behind }), wanted());
    expect(does(plan)).toBe('keep keep do do keep do keep do');
    expect(plan.steps[3]?.text).toContain('0007_x');
  });

  test('an account without a workers.dev name needs one, or a domain', () => {
    const cloudflare = account({ subdomain: null });
    expect(planDeploy(found({ cloudflare }), wanted()).missing).toHaveLength(1);
    const plan = planDeploy(found({ cloudflare }), wanted('--domain', 'm.example.com'));
    expect(plan.missing).toEqual([]);
    expect(plan.hosts).toEqual(['m.example.com']);
  });

  test('a login that cannot say whether it may write is a note, not a promise', () => {
    expect(
      planDeploy(found({ cloudflare: account({ mayDeploy: null }) }), wanted()).notes[0],
    ).toMatch(/Cloudflare doesn’t reveal/);
  });

  test.each([
    'http://127.0.0.1:8080',
    'http://192.168.1.2',
    'libsql://db.internal',
    'http://[::1]:1',
  ])('%s cannot be reached from Cloudflare, and that is said', (url) => {
    const database: FoundDatabase = { ...there, url };
    const options = wanted('--replace-database');
    expect(planDeploy(found({ database }), options).notes.join(' ')).toContain('can’t reach it');
    expect(planDeploy(found(), options).notes.join(' ')).not.toContain('can’t reach it');
  });

  test('the location stays as it is when none is named', () => {
    expect(planDeploy(found(), wanted()).location).toBe('eu');
    expect(planDeploy(found(fresh), wanted()).location).toBeNull();
    expect(planDeploy(found(fresh), wanted('--location', 'weur')).location).toBe('weur');
  });
});

describe('a deploy is refused, with the reason', () => {
  const us: FoundDatabase = { ...there, region: 'aws-us-east-1' };

  test.each<[string, Partial<Found>, string[], RegExp]>([
    ['another location', {}, ['--location', 'weur'], /chosen once.+empty ones/],
    [
      'a location where none was',
      { cloudflare: account({ worker: { ...worker, vars: { TURSO_DATABASE_URL: URL_IN_USE } } }) },
      ['--location', 'eu'],
      /deployed without a location/,
    ],
    [
      'a Worker of something else',
      { cloudflare: account({ worker: { ...worker, isOurs: false } }) },
      [],
      /isn’t Claude Monitor/,
    ],
    ['a deploy secret nobody knows here', { kept: null }, [], /does not know.+would end every key/],
    ['two deploy secrets', { givenSecret: 'another-secret-of-a-deploy' }, [], /unset it/],
    [
      'rotating where there is nothing',
      { ...fresh },
      ['--rotate-secret'],
      /no deploy secret to rotate/,
    ],
    [
      'another database',
      { database: { ...there, url: 'libsql://b.turso.io', region: null } },
      [],
      /--replace-database/,
    ],
    [
      'a new database for a Worker that has one',
      { database: { ...absent, region: 'aws-eu-west-1' } },
      [],
      /--replace-database/,
    ],
    [
      'a newer database',
      { database: { ...there, schemaStatus: { kind: 'newer', count: 2 } } },
      [],
      /2 migrations.+never migrated back/,
    ],
    [
      'a database of something else',
      { database: { ...there, schemaStatus: { kind: 'foreign', tables: ['customers'] } } },
      [],
      /customers/,
    ],
    ['a database outside of the EU', { database: us }, [], /outside of eu/],
  ])('%s', (_, changes, args, reason) => {
    const plan = planDeploy(found(changes), wanted(...args));
    expect(plan.refusals).toHaveLength(1);
    expect(plan.refusals[0]).toMatch(reason);
    expect(JSON.stringify(plan)).not.toContain(kept.deploySecret);
  });

  test('but another database may be meant', () => {
    const database: FoundDatabase = { ...there, url: 'libsql://b.turso.io', region: null };
    const plan = planDeploy(found({ database }), wanted('--replace-database'));
    expect(plan.refusals).toEqual([]);
    expect(plan.notes.join(' ')).toMatch(/make sure that it is in eu/);
  });
});
