import { appendFileSync, cpSync, readFileSync, rmSync, truncateSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answer, answers, CAPTURED, ImportRig, SESSION } from './import.fixture.ts';

describe('an import', () => {
  test('[USE2] of captured sessions has what their client says that it used', async () => {
    const rig = new ImportRig();
    rig.addCaptures();
    const { totals, broken, read } = await rig.run();
    expect(totals.all).toEqual(CAPTURED);
    expect(totals.sessions).toBe(6);
    expect(broken).toBe(0);
    expect(read).toBe(8);
    expect(rig.of('usage')).toHaveLength(CAPTURED.requests);
  });

  test('again without change reads no file and sends nothing', async () => {
    const rig = new ImportRig();
    rig.addCaptures();
    await rig.run();
    const { sent } = rig;
    const again = await rig.run();
    expect(again).toMatchObject({ read: 0, unchanged: 8 });
    expect(rig.sent).toBe(sent);
  });

  test('[ING2] two machines with one synced folder have the same events with the same ids', async () => {
    const here = new ImportRig();
    const there = new ImportRig();
    here.addCaptures();
    cpSync(here.root, there.root, { recursive: true });
    await here.run();
    await there.run();
    expect([...there.arrived.keys()].sort()).toEqual([...here.arrived.keys()].sort());
    expect(JSON.stringify([...there.arrived])).toBe(JSON.stringify([...here.arrived]));
  });

  test('a file that grew is read from where it was, and says what one read at once says', async () => {
    const grown = new ImportRig();
    const file = grown.write(`-home-dev-shop/${SESSION}.jsonl`, answers(0, 700));
    await grown.run();
    const { sent } = grown;
    appendFileSync(file, answers(700, 710));
    await grown.run();
    // The last request could still have become more, so it is looked at again.
    expect(grown.sent - sent).toBeLessThanOrEqual(12);
    const whole = new ImportRig();
    whole.write(`-home-dev-shop/${SESSION}.jsonl`, answers(0, 710));
    await whole.run();
    expect([...grown.arrived.keys()].sort()).toEqual([...whole.arrived.keys()].sort());
  });

  test('half a last line is read when it is whole', async () => {
    const rig = new ImportRig();
    const file = rig.write(`-p/${SESSION}.jsonl`, answers(0, 3) + answer(3).slice(0, 80));
    const first = await rig.run();
    expect(first.broken).toBe(0);
    expect(rig.of('usage')).toHaveLength(3);
    appendFileSync(file, `${answer(3).slice(80)}\n`);
    await rig.run();
    expect(rig.of('usage')).toHaveLength(4);
  });

  test.each([1, 2, 3, 5])(
    '[PRX3] killed after %d batches, the next one goes on',
    async (dieAfter) => {
      const rig = new ImportRig();
      rig.write(`-a/${SESSION}.jsonl`, answers(0, 3_000));
      rig.write(`-b/${SESSION.replace('1', '2')}.jsonl`, answers(5_000, 8_000));
      await expect(rig.run({ dieAfter })).rejects.toThrow('killed');
      await rig.run();
      expect(rig.of('usage')).toHaveLength(6_000);
      expect(rig.sent).toBeLessThan(6_000 + 2_000 + dieAfter);
    },
  );

  test('two at once count once, and neither forgets what the other knows', async () => {
    const rig = new ImportRig();
    rig.addCaptures();
    await Promise.all([rig.run(), rig.run()]);
    expect(rig.of('usage')).toHaveLength(CAPTURED.requests);
    expect(await rig.run()).toMatchObject({ read: 0, unchanged: 8 });
  });

  test('a file that was cut or replaced is read from its start', async () => {
    const rig = new ImportRig();
    const file = rig.write(`-p/${SESSION}.jsonl`, answers(0, 50));
    await rig.run();
    truncateSync(file, 0);
    appendFileSync(file, answers(100, 110));
    await rig.run();
    expect(rig.of('usage')).toHaveLength(60);
  });

  test('one that vanished since it was found is no fault', async () => {
    const rig = new ImportRig();
    const file = rig.write(`-p/${SESSION}.jsonl`, answers(0, 5));
    rig.write(`-q/${SESSION}.jsonl`, answers(5, 10));
    const found = rig.find();
    rmSync(file);
    const result = await rig.run({ found });
    expect(result.unreadable).toEqual([]);
    expect(rig.of('usage')).toHaveLength(5);
  });

  test('a state file that is damaged, or of a later version, means reading again', async () => {
    const rig = new ImportRig();
    rig.addCaptures();
    await rig.run();
    const text = readFileSync(rig.statePath, 'utf8');
    for (const damaged of [text.slice(0, -9), text.replace('"version":1', '"version":2'), '[]']) {
      rig.write('../../state/imported.json', damaged);
      expect(await rig.run()).toMatchObject({ read: 8, unchanged: 0 });
    }
    expect(rig.of('usage')).toHaveLength(CAPTURED.requests);
  });
});

describe('what is chosen', () => {
  test('--since leaves out what is older, and a later import without it brings that in', async () => {
    const rig = new ImportRig();
    rig.write(`-p/${SESSION}.jsonl`, answers(0, 20));
    const since = Date.parse('2026-05-01T10:00:10Z');
    await rig.run({ since });
    expect(rig.of('usage')).toHaveLength(10);
    expect(await rig.run({ since })).toMatchObject({ unchanged: 1 });
    await rig.run();
    expect(rig.of('usage')).toHaveLength(20);
  });

  test('--since passes over files that were last written before', async () => {
    const rig = new ImportRig();
    const file = rig.write(`-p/${SESSION}.jsonl`, answers(0, 20));
    utimesSync(file, 1_000, 1_000);
    expect(await rig.run({ since: 2_000_000 })).toMatchObject({ read: 0 });
  });

  test('--project takes one project, and the rest is still new afterwards', async () => {
    const rig = new ImportRig();
    rig.write(`-home-dev-shop/${SESSION}.jsonl`, answers(0, 5));
    const other = answer(9, { sessionId: 'other', cwd: '/home/dev/bank' });
    rig.write('-home-dev-bank/other.jsonl', `${other}\n`);
    await rig.run({ project: 'bank' });
    expect(rig.of('usage').map(({ project }) => project)).toEqual(['bank']);
    await rig.run();
    expect(rig.of('usage')).toHaveLength(6);
  });

  test('what subagents used is theirs, and a fork of a session is told by the request', async () => {
    const rig = new ImportRig();
    rig.addCaptures();
    const fork = readFileSync(join(rig.root, '-home-dev-project', FULL), 'utf8');
    rig.write('-home-dev-project/fork.jsonl', fork.replaceAll(FULL.slice(0, 36), 'fork'));
    const { totals } = await rig.run();
    expect(totals.all).toEqual(CAPTURED);
    expect(rig.of('usage').filter(({ agentId }) => agentId !== undefined)).toHaveLength(4);
    const copied = rig.of('usage').filter(({ sessionId }) => sessionId === 'fork');
    const known = new Set(
      rig
        .of('usage')
        .flatMap(({ sessionId, requestId }) => (sessionId === 'fork' ? [] : requestId)),
    );
    expect(copied.every(({ requestId }) => known.has(requestId))).toBe(true);
  });
});

const FULL = '0181a54a-410a-4d92-8fe6-3639da9b6baa.jsonl';

test('the name of a project comes from the folder that the session was started in', async () => {
  const rig = new ImportRig();
  const inside = answer(0, { cwd: '/home/dev/größe/src/deep' });
  rig.write(`-home-dev-gr--e/${SESSION}.jsonl`, `${inside}\n`);
  await rig.run();
  expect(rig.of('usage')[0]?.project).toBe('größe');
  expect(dirname(rig.root)).toContain('.claude');
});
