import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DeployFault } from './fault.ts';
import { KeptFile, type Kept } from './kept.ts';
import { digestOf, nextSecrets, workerSecrets } from './secrets.ts';

const kept: Kept = {
  deploySecret: 'current-current-current',
  formerSecrets: ['old-1'],
  location: null,
  database: null,
  secretsDigest: null,
  workspaces: {},
};
const make = () => 'made-made-made-made';
const KEEP = { rotatesSecret: false, dropsFormerSecrets: false };

describe('[SHR8] the deploy secret', () => {
  test('is made once, and found again in the file or the environment', () => {
    expect(nextSecrets({ kept: null, given: '' }, KEEP, make).deploySecret).toBe(make());
    expect(nextSecrets({ kept, given: '' }, KEEP, make)).toEqual({
      deploySecret: kept.deploySecret,
      formerSecrets: ['old-1'],
    });
    expect(nextSecrets({ kept: null, given: 'given' }, KEEP, make).deploySecret).toBe('given');
  });

  test('rotated, becomes a former one, whose keys still pass; few are kept', () => {
    const rotate = { ...KEEP, rotatesSecret: true };
    const next = nextSecrets({ kept, given: '' }, rotate, make);
    expect(next).toEqual({
      deploySecret: make(),
      formerSecrets: [kept.deploySecret, 'old-1'],
    });
    const many = { ...kept, formerSecrets: ['1', '2', '3'] };
    expect(nextSecrets({ kept: many, given: '' }, rotate, make).formerSecrets).toHaveLength(3);
  });

  test('former ones are dropped on the Worker too, where a secret that is not named would stay', () => {
    const dropped = nextSecrets({ kept, given: '' }, { ...KEEP, dropsFormerSecrets: true }, make);
    expect(dropped.formerSecrets).toEqual([]);
    expect(workerSecrets(dropped, 't', ['DEPLOY_SECRETS_FORMER'])).toEqual({
      DEPLOY_SECRET: kept.deploySecret,
      DEPLOY_SECRETS_FORMER: ',',
      TURSO_AUTH_TOKEN: 't',
    });
    expect(workerSecrets(dropped, '', [])).toEqual({ DEPLOY_SECRET: kept.deploySecret });
  });

  test('a change of any secret is seen, and the digest tells none of them', () => {
    const digest = digestOf({ DEPLOY_SECRET: 'a' });
    expect(digestOf({ DEPLOY_SECRET: 'b' })).not.toBe(digest);
    expect(digestOf({ DEPLOY_SECRET: 'a', TURSO_AUTH_TOKEN: 't' })).not.toBe(digest);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('the kept file', () => {
  let parent = '';
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'kept-'));
  });
  afterEach(() => {
    rmSync(parent, { recursive: true });
  });

  test('comes back as it was written, and only its owner reads it', () => {
    const file = new KeptFile(join(parent, 'deep/folder'), 'mine');
    expect(file.read()).toBeNull();
    file.write(kept);
    file.write({ ...kept, location: 'eu' });
    expect(file.read()).toEqual({ ...kept, location: 'eu' });
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
    expect(statSync(file.folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(file.folder)).toEqual(['mine.json']);
  });

  test('secrets for wrangler are written for their owner alone', () => {
    const path = new KeptFile(parent, 'mine').writeSecrets({ DEPLOY_SECRET: 'x' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test.each(['', '{', '{}', '{"deploySecret":"short"}'])(
    '%j is not taken for a new one',
    (text) => {
      const file = new KeptFile(parent, 'mine');
      writeFileSync(file.path, text);
      expect(() => file.read()).toThrow(DeployFault);
      expect(() => file.read()).toThrow(/it holds the deploy secret/);
    },
  );
});
