import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findTranscripts } from './find-transcripts.ts';
import { answer, answers, ImportRig, SESSION } from './import.fixture.ts';

const FILE = `-p/${SESSION}.jsonl`;

const result = (text: string): string =>
  JSON.stringify({
    type: 'user',
    sessionId: SESSION,
    uuid: 'r',
    timestamp: '2026-05-01T11:00:00Z',
    message: { content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: text }] },
    toolUseResult: { stdout: text, durationMs: 12 },
  });

test('a line of 50 MB is read, and memory follows the longest line, not the file', async () => {
  const rig = new ImportRig();
  const long = result('a "quoted" line\\\n'.repeat(3_000_000));
  expect(long.length).toBeGreaterThan(50_000_000);
  rig.write(FILE, `${answers(0, 3)}${long}\n${answers(3, 6)}`);
  const { broken } = await rig.run();
  expect(broken).toBe(0);
  expect(rig.of('usage')).toHaveLength(6);
  expect(rig.of('tool.call')).toMatchObject([
    { toolUseId: 'toolu_1', state: 'succeeded', duration: 12 },
  ]);
});

test.each([
  ['line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n'), 6, 0],
  ['a byte order mark', (text: string) => `\ufeff${text}`, 6, 0],
  ['empty lines', (text: string) => text.replaceAll('\n', '\n\n  \n'), 6, 0],
  ['NULs between', (text: string) => text.replaceAll('\n', '\n\0\0\0\n'), 6, 6],
  ['a cut line in the middle', (text: string) => `{"type":"assistant","mess\n${text}`, 6, 1],
  ['no JSON at all', () => 'hello\nworld\n', 0, 2],
  ['two records on one line', (text: string) => `${answer(90)}${answer(91)}\n${text}`, 6, 1],
  ['lists and numbers', (text: string) => `[1,2]\n7\nnull\n"x"\n${text}`, 6, 0],
])('with %s, each whole record is taken', async (_name, alter, usages, brokenLines) => {
  const rig = new ImportRig();
  rig.write(FILE, alter(answers(0, 6)));
  const { broken } = await rig.run();
  expect(rig.of('usage')).toHaveLength(usages);
  expect(broken).toBe(brokenLines);
});

test('invalid UTF-8 in a text spoils nothing', async () => {
  const rig = new ImportRig();
  const bytes = Buffer.from(`${result('x'.repeat(3_000))}\n${answers(0, 2)}`);
  bytes.fill(0xff, 150, 400);
  rig.write(FILE, bytes);
  await rig.run();
  expect(rig.of('usage')).toHaveLength(2);
});

test('[PRX4] a text that looks like a record inside another one is none', async () => {
  const rig = new ImportRig();
  rig.write(FILE, `${result(answers(0, 40))}\n`);
  await rig.run();
  expect(rig.of('usage')).toEqual([]);
  expect(rig.of('tool.call')).toHaveLength(1);
});

test('links in a circle end, and what is reached twice counts once', async () => {
  const rig = new ImportRig();
  rig.write(FILE, answers(0, 4));
  symlinkSync(rig.root, join(rig.root, '-p', 'loop'));
  symlinkSync(join(rig.root, '-p'), join(rig.root, 'again'));
  symlinkSync(join(rig.root, 'nowhere'), join(rig.root, 'dangling.jsonl'));
  expect(rig.find().files).toHaveLength(1);
  expect(findTranscripts([rig.root, join(rig.root, '-p'), rig.home]).files).toHaveLength(1);
  const { totals } = await rig.run();
  expect(totals.all.requests).toBe(4);
});

test('what cannot be read is named, and the rest is imported', async () => {
  const rig = new ImportRig();
  const broken = rig.write(FILE, answers(0, 4));
  rig.write(`-q/${SESSION}.jsonl`, answers(4, 6));
  const found = rig.find();
  rmSync(broken);
  symlinkSync(broken, broken);
  const { unreadable } = await rig.run({ found });
  expect(unreadable).toEqual([{ path: broken, reason: 'ELOOP' }]);
  expect(rig.of('usage')).toHaveLength(2);
});

test('a folder named like a transcript, and a root that is not there, are no files', () => {
  const rig = new ImportRig();
  mkdirSync(join(rig.root, 'folder.jsonl'));
  expect(rig.find()).toEqual({ files: [], unreadable: [] });
  const missing = join(rig.root, 'missing');
  expect(findTranscripts([missing])).toEqual({ files: [], unreadable: [] });
  expect(findTranscripts([missing], { mustExist: true }).unreadable).toEqual([
    { path: missing, reason: 'ENOENT' },
  ]);
});

test('names of files may be anything', async () => {
  const rig = new ImportRig();
  rig.write('-p/ä b\n"c".jsonl', answers(0, 2));
  execFileSync('sh', ['-c', 'printf x > "$0/-p/$(printf \'\\377\').jsonl"', rig.root]);
  await rig.run();
  expect(rig.of('usage')).toHaveLength(2);
});

test('a count that no request can have is refused by the monitor, and not in the sums', async () => {
  const rig = new ImportRig();
  const usage = { input_tokens: 1, output_tokens: 1e300 };
  const message = { id: 'msg_far', role: 'assistant', model: 'claude-sonnet-4-5', usage };
  rig.write(FILE, `${answers(0, 2)}${answer(2, { requestId: 'req_far', message })}\n`);
  const { totals } = await rig.run();
  expect(rig.of('usage')).toHaveLength(3);
  expect(totals.all).toMatchObject({ requests: 2, outputTokens: 4 });
});
