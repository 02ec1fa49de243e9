import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLinkAnswerSchema, statusAnswerSchema } from '@claude-monitor/protocol';
import { sendEvents } from '../../scripts/demo/send.ts';
import { teamEvents } from '../../scripts/demo/team.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import {
  flushedExports,
  flushedEvents,
  journaledExports,
  journaledEvents,
  type Export,
} from './contents.ts';
import { readFigures, type Windows } from './figures.ts';
import { packFolder, unpackFolder } from './pack.ts';

/**
 * `node tests/data-folder/make.ts NAME`: packs a data folder that the code of this commit wrote, with
 * the figures that it answers. Made once a version of the storage, and never again.
 */
const FIXTURES = join(import.meta.dirname, '../fixtures/data-folder');
const HOUR_MS = 3_600_000;
/** Nothing listens there, and nothing ever will (RFC 2606). */
const CHANNEL_URL = 'https://pager.example/alerts';
const NINETY_DAYS_MS = 90 * 24 * HOUR_MS;

const [name] = process.argv.slice(2);
if (name === undefined) throw new Error('say how the folder is to be called: a date');
const archive = join(FIXTURES, `${name}.tar.gz`);

const folder = mkdtempSync(join(tmpdir(), 'claude-monitor-make-'));
const now = Date.now();
const inJournal = await fill(folder);
packFolder(folder, archive);
rmSync(folder, { recursive: true, force: true });

const windows: Windows = {
  'the day of the captures': {
    from: Date.parse('2026-11-22T00:00:00Z'),
    to: Date.parse('2026-11-23T00:00:00Z'),
  },
  'the hours of the demo': {
    from: hourOf(now) - 2 * HOUR_MS,
    to: hourOf(now) + HOUR_MS,
  },
  'the hour of a late fact': {
    from: hourOf(now) - 12 * HOUR_MS,
    to: hourOf(now) - 11 * HOUR_MS,
  },
};
const first = await figuresOf(windows);
const again = await figuresOf(windows);
if (JSON.stringify(first) !== JSON.stringify(again)) throw new Error('two starts disagree');
const stored = { madeAt: new Date(now).toISOString(), inJournal, windows, figures: first };
writeFileSync(join(FIXTURES, `${name}.json`), `${JSON.stringify(stored, null, 1)}\n`);
console.log(`${archive}: ${String(readFileSync(archive).length)} bytes`);

/** Answers what was only in the journal when it stopped. */
async function fill(dataFolder: string): Promise<{ rows: number; events: number }> {
  const monitor = await startMonitor({ dataFolder });
  try {
    return await fed(monitor);
  } finally {
    await monitor.stop();
  }
}

async function fed(monitor: Monitor): Promise<{ rows: number; events: number }> {
  await sendEvents(monitor, teamEvents(now));
  await send(monitor, flushedExports());
  await sendEvents(monitor, flushedEvents(now));
  await administer(monitor);
  await untilFlushed(monitor);

  await send(monitor, journaledExports());
  await sendEvents(monitor, journaledEvents(now));
  // The last of all: no alert of a later event reaches the channel.
  await post(monitor, '/v1/channels', {
    body: { kind: 'webhook', name: 'pager', url: CHANNEL_URL },
  });
  const { rows, events } = (await statusOf(monitor)).journal;
  if (events === 0) throw new Error('everything was flushed: there is nothing to replay');
  return { rows, events };
}

async function administer(monitor: Monitor): Promise<void> {
  const { url } = createLinkAnswerSchema.parse(
    await post(monitor, '/v1/links', {
      body: {
        name: 'the wall',
        scope: { kind: 'project', project: 'bridge' },
        expiresInMs: NINETY_DAYS_MS,
        shows: ['agents', 'tasks'],
      },
    }),
  );
  await post(monitor, '/v1/link', { body: {}, key: new URL(url).hash.slice(1) });
  await post(monitor, '/v1/keys', {
    body: { name: "ana's laptop", scopes: ['ingest'], user: 'ana' },
  });
  await put(monitor, '/v1/rules/waiting', { minutes: 45 });
}

async function untilFlushed(monitor: Monitor): Promise<void> {
  while ((await statusOf(monitor)).journal.events > 0) {
    await fetch(`${monitor.url}/v1/sessions?limit=1`, {
      headers: { authorization: `Bearer ${monitor.readKey}` },
    });
  }
}

async function figuresOf(of: Windows): Promise<object> {
  const copy = unpackFolder(archive);
  const monitor = await startMonitor({ dataFolder: copy.path });
  try {
    return await readFigures(monitor, { windows: of, madeAt: now });
  } finally {
    await monitor.stop();
    copy.remove();
  }
}

async function send({ url, ingestKey }: Monitor, exports: readonly Export[]): Promise<void> {
  for (const { path, headers, body } of exports) {
    await answered(
      await fetch(url + path, {
        method: 'POST',
        headers: { ...headers, authorization: `Bearer ${ingestKey}` },
        body: new Uint8Array(body),
      }),
    );
  }
}

function post(
  monitor: Monitor,
  path: string,
  { body, key = monitor.adminKey }: { body: object; key?: string },
) {
  return ask(monitor, { method: 'POST', path, body, key });
}

function put(monitor: Monitor, path: string, body: object) {
  return ask(monitor, { method: 'PUT', path, body, key: monitor.adminKey });
}

async function ask(
  { url }: Monitor,
  { method, path, body, key }: { method: string; path: string; body: object; key: string },
): Promise<unknown> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
  return await (await answered(answer)).json();
}

async function answered(answer: Response): Promise<Response> {
  if (!answer.ok) throw new Error(`${answer.url}: ${String(answer.status)} ${await answer.text()}`);
  return answer;
}

async function statusOf({ url, readKey }: Monitor) {
  const answer = await fetch(`${url}/v1/status`, {
    headers: { authorization: `Bearer ${readKey}` },
  });
  return statusAnswerSchema.parse(await answer.json());
}

function hourOf(at: number): number {
  return at - (at % HOUR_MS);
}
