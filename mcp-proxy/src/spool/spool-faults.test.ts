import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { typeOf } from './expendable.ts';
import { listSegments } from './folder.ts';
import { LossLog } from './loss-log.ts';
import { SetAsideLog } from './rejected/set-aside.ts';
import { SPOOL_LIMITS } from './spool-limits.ts';
import { ALL, drain, idOf, line, machine, type Machine } from './spool.fixture.ts';

const MAINTAIN = { adopts: true, isClockConfirmed: false };
const IDS = Array.from({ length: 50 }, (_, index) => `e${String(index)}`);

/** A dead process that left `IDS`, all acknowledged to its caller. */
function leftBehind(limits: Parameters<typeof machine>[0] = {}): Machine & { path: string } {
  const here = machine(limits);
  const dead = here.start();
  for (const id of IDS) dead.spool.append([line(id)]);
  dead.kill();
  return { ...here, path: listSegments(here.folder)[0]?.path ?? '' };
}

/** Opening it fails, also for root, as with a file of another user or on a bad disk. */
function makeUnopenable(path: string): () => void {
  renameSync(path, `${path}.away`);
  symlinkSync(path, path);
  return () => {
    rmSync(path);
    renameSync(`${path}.away`, path);
  };
}

describe('what cannot be read', () => {
  test('[PRX3] a segment that cannot be opened is kept, said, and sent when it can', () => {
    const { folder, start } = machine();
    const { spool, reports } = start();
    for (const id of IDS) spool.append([line(id)]);
    spool.close();
    const restore = makeUnopenable(listSegments(folder)[0]?.path ?? '');
    expect(spool.next(ALL)).toBeNull();
    expect(reports.join()).toContain('cannot read');
    spool.maintain(MAINTAIN);
    spool.close();
    restore();
    expect(drain(spool)).toEqual(IDS);
  });

  test('[PRX3] it holds up none behind it', () => {
    const { folder, start } = machine({ segmentBytes: 100 });
    const { spool } = start();
    for (const id of IDS) spool.append([line(id)]);
    const [, second] = listSegments(folder);
    const restore = makeUnopenable(second?.path ?? '');
    const first = drain(spool);
    expect(first.length).toBeGreaterThan(40);
    restore();
    expect([...first, ...drain(spool)].sort()).toEqual([...IDS].sort());
  });

  test('[PRX3] one of a dead process that this one may not open is left to those who may', () => {
    const { folder, start, path } = leftBehind();
    const restore = makeUnopenable(path);
    const heir = start();
    heir.spool.maintain(MAINTAIN);
    expect(drain(heir.spool)).toEqual([]);
    restore();
    heir.spool.maintain(MAINTAIN);
    expect(drain(heir.spool)).toEqual(IDS);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('[PRX3] out of file descriptors, nothing is deleted', () => {
    const { folder, start } = leftBehind();
    const script = `
      import { openSync, closeSync } from 'node:fs';
      import { SegmentReader } from '${import.meta.dirname}/segment-reader.ts';
      import { SegmentQueue } from '${import.meta.dirname}/segment-queue.ts';
      import { listSegments } from '${import.meta.dirname}/folder.ts';
      const said = [];
      const queue = new SegmentQueue({ onUnreadable: (_, reason) => said.push(reason), onTorn: () => {} });
      for (const { id, path } of listSegments(process.argv[1])) queue.push(new SegmentReader(id, path));
      const held = [];
      try { for (;;) held.push(openSync('/dev/null')); } catch {}
      const without = queue.next({ events: 1000, bytes: 1e6 });
      held.forEach(closeSync);
      const after = queue.next({ events: 1000, bytes: 1e6 });
      console.log(JSON.stringify({ without, said, after: after.lines.length }));`;
    const command = 'ulimit -n 200; exec "$0" --no-warnings --input-type=module -e "$1" "$2"';
    const out = execFileSync('sh', ['-c', command, process.execPath, script, folder]).toString();
    expect(out).toContain('"without":null');
    expect(out).toContain('EMFILE');
    expect(out).toContain(`"after":${String(IDS.length)}`);
    const heir = start();
    heir.spool.maintain(MAINTAIN);
    expect(drain(heir.spool)).toEqual(IDS);
  });

  test('[PRX3] a folder named like a segment blocks nothing', () => {
    const { folder, start, path } = leftBehind();
    const name = path.slice(folder.length + 1);
    mkdirSync(join(folder, `0${name.slice(1)}`), { recursive: true });
    const heir = start();
    heir.spool.maintain(MAINTAIN);
    heir.spool.append([line('own')]);
    expect(drain(heir.spool)).toEqual(['own', ...IDS]);
    heir.spool.maintain(MAINTAIN);
    heir.spool.close();
  });

  test('[PRX3] what cannot be read is not dropped for its size either', () => {
    const { folder, start, path } = leftBehind({ totalBytes: 100, shrinksAtOnce: 100 });
    const heir = start();
    const kept = join(folder, '..', 'kept');
    copyFileSync(path, kept);
    heir.spool.maintain({ adopts: false, isClockConfirmed: true });
    heir.spool.append([line('own')]);
    heir.spool.close();
    const own = listSegments(folder).find((segment) => segment.path !== path);
    const restore = makeUnopenable(own?.path ?? '');
    heir.spool.maintain({ adopts: false, isClockConfirmed: true });
    restore();
    expect(drain(heir.spool)).toEqual(['own']);
  });
});

describe('what is damaged', () => {
  test.each([
    ['beyond the end', '999999'],
    ['in the middle of a line', '7'],
    ['before the start', '-3'],
    ['not a number', 'NaN'],
    ['empty', ''],
    ['of NULs', '\0\0\0'],
  ])('[PRX3] an acknowledgement %s loses nothing', (_name, text) => {
    const { folder, start } = leftBehind();
    writeFileSync(join(folder, `${listSegments(folder)[0]?.id ?? ''}.ack`), text);
    const heir = start();
    heir.spool.maintain(MAINTAIN);
    expect(drain(heir.spool)).toEqual(IDS);
  });

  test('[PRX3] a file that is cut while it is sent is sent again up to the cut', () => {
    const { start, path } = leftBehind();
    const heir = start();
    heir.spool.maintain(MAINTAIN);
    heir.spool.next({ events: 40, bytes: 1e6 })?.commit(40);
    const [segment] = listSegments(join(path, '..'));
    truncateSync(segment?.path ?? '', line('e0').length * 5 + 5);
    expect(drain(heir.spool)).toEqual(IDS.slice(0, 5));
  });

  test.each([
    ['NULs', (bytes: Buffer) => bytes.fill(0, 300, 700)],
    ['a flipped bit in each third line', flipEachThirdLine],
    [
      'line ends of Windows',
      (bytes: Buffer) => Buffer.from(bytes.toString().replaceAll('\n', '\r\n')),
    ],
    [
      'a lost line end',
      (bytes: Buffer) => bytes.fill(32, bytes.indexOf(10), bytes.indexOf(10) + 1),
    ],
    [
      'invalid UTF-8 in front',
      (bytes: Buffer) => Buffer.concat([Buffer.from([0xff, 0xfe, 10]), bytes]),
    ],
    ['empty lines', (bytes: Buffer) => Buffer.from(bytes.toString().replaceAll('\n', '\n\n'))],
    ['a lost end of the last line', (bytes: Buffer) => bytes.subarray(0, -1)],
  ])('[PRX3] with %s, every line that is still an event is sent', (_name, damage) => {
    const { folder, start, path } = leftBehind();
    writeFileSync(path, damage(readFileSync(path)));
    const good = readFileSync(path, 'utf8')
      .split('\n')
      .filter((text) => typeOf(text) !== null);
    expect(good.length).toBeGreaterThan(30);
    const heir = start();
    heir.spool.maintain(MAINTAIN);
    const sent: string[] = [];
    for (let batch = heir.spool.next(ALL); batch !== null; batch = heir.spool.next(ALL)) {
      sent.push(...batch.lines.filter((text) => typeOf(text) !== null));
      batch.commit(batch.lines.length);
    }
    expect(sent).toEqual(good);
    expect(listSegments(folder)).toEqual([]);
  });

  test('[PRX3] half a line at the end is set aside and counted', () => {
    const { folder, start, path } = leftBehind();
    truncateSync(path, readFileSync(path).length - 4);
    const heir = start();
    heir.spool.maintain(MAINTAIN);
    expect(drain(heir.spool)).toEqual(IDS.slice(0, -1));
    expect(new LossLog(folder).read()).toEqual([
      { kind: 'unreadable', reason: 'cut off at its end', count: 1 },
    ]);
    expect(new SetAsideLog(folder).read()[0]?.line).toContain('"e49"');
  });

  function flipEachThirdLine(bytes: Buffer): Buffer {
    return Buffer.from(
      bytes
        .toString()
        .split('\n')
        .map((text, index) => (index % 3 === 0 ? text.replace('{', 'k') : text))
        .join('\n'),
    );
  }
});

describe('clocks and versions', () => {
  test('[PRX3] a clock 20 days ahead, that nothing confirms, drops nothing', () => {
    const { start, clock } = leftBehind();
    const heir = start();
    clock.now += 20 * 86_400_000;
    heir.spool.maintain(MAINTAIN);
    clock.now -= 20 * 86_400_000;
    heir.spool.maintain({ adopts: true, isClockConfirmed: true });
    expect(drain(heir.spool)).toEqual(IDS);
  });

  test('[PRX3] a clock set back keeps the order in which things were written', () => {
    const { start, clock } = machine({ segmentBytes: 50 });
    const { spool } = start();
    for (const id of IDS) {
      clock.now -= 86_400_000;
      spool.append([line(id)]);
    }
    expect(drain(spool)).toEqual(IDS);
  });

  test('files of a later version are left alone', () => {
    const { folder, start, clock } = leftBehind();
    const id = `${String(Date.now())}-aaaaaaaaaaaa`;
    const theirs = [`${id}.v2.zst`, `${id}.ack`, 'index.v2'];
    for (const file of theirs) writeFileSync(join(folder, file), '1');
    clock.now += 2 * SPOOL_LIMITS.segmentAgeMs;
    const heir = start();
    heir.spool.maintain(MAINTAIN);
    expect(drain(heir.spool).map((each) => idOf(line(each)))).toEqual(IDS);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(theirs));
  });
});
