import { readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listSegments, spoolFolder } from './folder.ts';
import { SPOOL_LIMITS } from './spool-limits.ts';
import { ALL, machine, line, idOf, drain } from './spool.fixture.ts';

describe('Spool', () => {
  test('[PRX1] what was appended is in a file, for its owner only', () => {
    const { folder, start } = machine();
    expect(start().spool.append([line('a')])).toBe('disk');
    const [segment] = listSegments(folder);
    expect(segment?.size).toBe(line('a').length + 1);
    expect(statSync(segment?.path ?? '').mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('[PRX3] events leave in the order they came, and once committed not again', () => {
    const { spool } = machine().start();
    for (const id of ['a', 'b', 'c', 'd', 'e']) spool.append([line(id)]);
    const batch = spool.next({ events: 3, bytes: 1_000 });
    expect(batch?.lines.map(idOf)).toEqual(['a', 'b', 'c']);
    expect(spool.next(ALL)?.lines).toHaveLength(5);
    batch?.commit(2);
    expect(drain(spool)).toEqual(['c', 'd', 'e']);
    expect(spool.next(ALL)).toBeNull();
  });

  test('a batch is bounded by bytes, but never empty', () => {
    const { spool } = machine().start();
    spool.append([line('a'.repeat(300)), line('b'), line('c')]);
    expect(spool.next({ events: 10, bytes: 100 })?.lines).toHaveLength(1);
    spool.append([line('d'.repeat(3_000_000))]);
    expect(drain(spool, { events: 10, bytes: 100 })).toHaveLength(4);
  });

  test('[PRX3] after kill -9, the next process sends the rest with the same ids', () => {
    const { start } = machine();
    const first = start();
    first.spool.append([line('a'), line('b'), line('c')]);
    first.spool.next({ events: 1, bytes: 1_000 })?.commit(1);
    first.kill();
    const second = start();
    second.spool.maintain({ adopts: true, isClockConfirmed: true });
    expect(drain(second.spool)).toEqual(['b', 'c']);
  });

  test('[PRX3] a segment torn in its last line is read up to the tear', () => {
    const { folder, start } = machine();
    const first = start();
    first.spool.append([line('a'), line('b')]);
    first.kill();
    const [segment] = listSegments(folder);
    truncateSync(segment?.path ?? '', (segment?.size ?? 0) - 4);
    const second = start();
    second.spool.maintain({ adopts: true, isClockConfirmed: true });
    expect(drain(second.spool)).toEqual(['a']);
    expect(listSegments(folder)).toEqual([]);
  });

  test('[PRX3] of several processes one adopts, and none adopts from the living', () => {
    const { folder, start } = machine();
    const dead = start();
    const living = start();
    dead.spool.append([line('dead')]);
    living.spool.append([line('living')]);
    dead.kill();
    const heirs = [start(), start(), start()];
    for (const { spool } of heirs) spool.maintain({ adopts: true, isClockConfirmed: true });
    expect(heirs.flatMap(({ spool }) => drain(spool))).toEqual(['dead']);
    expect(drain(living.spool)).toEqual(['living']);
    expect(listSegments(folder)).toHaveLength(1);
  });

  test('[PRX3] a segment of another machine is adopted only after it was silent for long', () => {
    const { start, clock } = machine();
    start({ host: 'bbbbbbbb' }).spool.append([line('far')]);
    const here = start();
    here.spool.maintain({ adopts: true, isClockConfirmed: true });
    expect(drain(here.spool)).toEqual([]);
    clock.now += SPOOL_LIMITS.foreignIdleMs + 60_000;
    here.spool.maintain({ adopts: true, isClockConfirmed: true });
    expect(drain(here.spool)).toEqual(['far']);
  });

  test('[PRX1] an owner whose segment was taken over or deleted writes into a new one', () => {
    const { folder, start } = machine();
    const owner = start();
    owner.spool.append([line('a')]);
    rmSync(folder, { recursive: true });
    expect(owner.spool.append([line('b')])).toBe('disk');
    owner.kill();
    const heir = start();
    heir.spool.maintain({ adopts: true, isClockConfirmed: true });
    expect(drain(heir.spool)).toContain('b');
  });

  test('[PRX3] a process that cannot send leaves it to those that can', () => {
    const { start } = machine();
    const dead = start();
    dead.spool.append([line('a')]);
    dead.kill();
    const mute = start();
    mute.spool.maintain({ adopts: false, isClockConfirmed: true });
    const heir = start();
    heir.spool.maintain({ adopts: true, isClockConfirmed: true });
    expect(drain(heir.spool)).toEqual(['a']);
  });

  test('own events go before those of others, which must not make the live page wait', () => {
    const { start } = machine();
    const dead = start();
    dead.spool.append([line('old')]);
    dead.kill();
    const { spool } = start();
    spool.maintain({ adopts: true, isClockConfirmed: true });
    spool.append([line('new')]);
    expect(drain(spool)).toEqual(['new', 'old']);
  });

  test('events that waited for a configuration are sent by whoever has one', () => {
    const { folder, start } = machine();
    const unassigned = join(folder, '..', 'unassigned');
    const early = start({ folder: unassigned });
    early.spool.append([line('early')]);
    early.kill();
    const later = start({ otherFolders: [unassigned] });
    later.spool.maintain({ adopts: true, isClockConfirmed: true });
    expect(drain(later.spool)).toEqual(['early']);
  });

  test('segments are rolled, and deleted when delivered', () => {
    const { folder, start } = machine({ segmentBytes: 100 });
    const { spool } = start();
    const ids = Array.from({ length: 20 }, (_, index) => `e${String(index)}`);
    for (const id of ids) spool.append([line(id)]);
    expect(listSegments(folder).length).toBeGreaterThan(3);
    expect(drain(spool)).toEqual(ids);
    spool.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('[PRX3] a damaged acknowledgement means sending again, not losing', () => {
    const { folder, start } = machine();
    const first = start();
    first.spool.append([line('a'), line('b')]);
    first.spool.next({ events: 1, bytes: 1_000 })?.commit(1);
    first.kill();
    const [segment] = listSegments(folder);
    writeFileSync(join(folder, `${segment?.id ?? ''}.ack`), 'not a number');
    const second = start();
    second.spool.maintain({ adopts: true, isClockConfirmed: true });
    expect(drain(second.spool)).toEqual(['a', 'b']);
  });
});

test('each workspace has a spool of its own, which a new key of it shares', () => {
  const url = 'https://m.example';
  const folderOf = (key: string) => spoolFolder({}, { url, key, origin: 'flags' });
  expect(folderOf('cm.team.old.mac')).toBe(folderOf('cm.team.new.mac'));
  expect(folderOf('cm.team.old.mac')).not.toBe(folderOf('cm.other.old.mac'));
  expect(spoolFolder({ XDG_STATE_HOME: '/s' }, null)).toBe('/s/claude-monitor/spool/unassigned');
  expect(spoolFolder({ CLAUDE_MONITOR_SPOOL: '/here' }, null)).toBe('/here');
});

test('what a crash left beside the segments is swept after a day', () => {
  const { folder, start, clock } = machine();
  const { spool } = start();
  spool.append([line('a'), line('b')]);
  spool.next({ events: 1, bytes: 1_000 })?.commit(1);
  writeFileSync(join(folder, 'x.ack'), '1');
  writeFileSync(join(folder, 'y.ndjson.tmp'), '1');
  spool.maintain({ adopts: true, isClockConfirmed: true });
  expect(readdirSync(folder)).toHaveLength(4);
  clock.now += 2 * 86_400_000;
  spool.maintain({ adopts: true, isClockConfirmed: true });
  expect(readdirSync(folder)).toHaveLength(2);
  expect(drain(spool)).toEqual(['b']);
});
