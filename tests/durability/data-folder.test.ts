import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { flushedExports, journaledExports, type Export } from '../data-folder/contents.ts';
import { corrected } from '../data-folder/corrections.ts';
import {
  EARLIER_FOLDERS,
  earlierNames,
  openEarlierFolder,
  type EarlierFolder,
} from '../data-folder/earlier.ts';
import { readFigures, type Figures } from '../data-folder/figures.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { inTodaysNames, unlabelled, withoutLastTask } from '../data-folder/todays-names.ts';
import { ask } from '../whole/http/request.ts';

const storedSchema = z.object({
  madeAt: z.string(),
  inJournal: z.object({ rows: z.number(), events: z.number() }),
  windows: z.record(z.string(), z.object({ from: z.number(), to: z.number() })),
  figures: z.record(z.string(), z.unknown()),
});

test('there is a data folder of an earlier version', () => {
  expect(earlierNames()).toContain('2026-11-29');
});

describe.each(earlierNames())('the data folder of %s', (name) => {
  const stored = storedSchema.parse(
    JSON.parse(readFileSync(join(EARLIER_FOLDERS, `${name}.json`), 'utf8')),
  );
  const options = { windows: stored.windows, madeAt: Date.parse(stored.madeAt) };
  const expected = inTodaysNames(corrected(name, stored.figures));
  let folder: EarlierFolder;
  let monitor: Monitor;
  let found: Figures;

  beforeAll(async () => {
    folder = openEarlierFolder(name);
    monitor = await startMonitor({ dataFolder: folder.path });
    const figures = await readFigures(monitor, options);
    found = { ...figures, sessions: withoutLastTask(figures['sessions']) };
  });

  afterAll(async () => {
    await monitor.stop();
    folder.remove();
  });

  test('held events that were only in the journal', () => {
    expect(stored.inJournal.events).toBeGreaterThan(0);
  });

  test.each(Object.keys(expected))('[HUB3] opens with the same %s', (what) => {
    expect(found[what]).toEqual(expected[what]);
  });

  test('[HUB3] figures that were recorded are all there are', () => {
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  });

  test('[HUB3] [ING2] what it holds is known: sent again, the exports change nothing', async () => {
    for (const { path, headers, body } of [...flushedExports(), ...journaledExports()]) {
      // What those versions did not read is no repetition.
      if (path === '/v1/traces') continue;
      const { status } = await resend(path, headers, body);
      expect([path, status]).toEqual([path, 200]);
    }
    const { usage, sessions } = await readFigures(monitor, options);
    expect(usage).toEqual(expected['usage']);
    expect(unlabelled(sessions)).toEqual(expected['sessions']);
  });

  test('[HUB3] stopped and started again, it is still the same', async () => {
    expect(await monitor.stop()).toBe(0);
    monitor = await startMonitor({ dataFolder: folder.path });
    const again = await readFigures(monitor, options);
    expect({ ...again, sessions: unlabelled(again['sessions']) }).toEqual(expected);
  });

  const resend = (path: string, headers: Export['headers'], body: Export['body']) =>
    ask(monitor, {
      method: 'POST',
      path,
      headers: { ...headers, authorization: `Bearer ${monitor.ingestKey}` },
      body: Buffer.from(body),
    });
});
