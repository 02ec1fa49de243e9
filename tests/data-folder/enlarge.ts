import { DatabaseSync } from 'node:sqlite';
import { TIME } from '@claude-monitor/protocol';
import {
  addOld,
  oldFact,
  oldGiven,
  oldSession,
} from '../../worker/src/hub/storage/upgrade/old-sessions.fixture.ts';
import { filesOf } from './pack.ts';

const FACTS_PER_PART = 100;

/** Sessions that ended before `at`, each with so many requests of one token in, spread over ten hours. */
export type More = { sessions: number; requests: number; at: number };

/** Adds sessions to the data folder of a stopped first edition, so that an upgrade of it takes a while. */
export function enlarge(folder: string, { sessions, requests, at }: More): void {
  const database = new DatabaseSync(hubOf(folder));
  const exec = (query: string, ...values: (string | number | ArrayBuffer)[]): void => {
    const stored = values.map((value) =>
      value instanceof ArrayBuffer ? new Uint8Array(value) : value,
    );
    database.prepare(query).run(...stored);
  };
  database.exec('begin');
  for (let number = 0; number < sessions; number++) {
    const firstAt = at - 10 * TIME.hourMs;
    const session = oldSession(`enlarged-${String(number)}`, {
      firstAt,
      lastAt: at,
      measuredRequests: requests,
      measuredTokens: requests,
    });
    const facts = Array.from({ length: requests }, (_, index) => {
      const fact = oldFact('request', `enlarged-${String(number)}-${String(index)}`, {
        fields: {
          at: firstAt + Math.floor((index * 10 * TIME.hourMs) / requests),
          model: 'claude-sonnet-4-5',
          isMeasured: true,
          inputTokens: 1,
        },
      });
      return { ...fact, given: oldGiven(session.key, fact) };
    });
    const old = { sessions: [session], tasks: [], facts: new Map([[session.key, facts]]) };
    addOld({ exec }, old, FACTS_PER_PART);
  }
  database.exec('commit');
  database.close();
}

function hubOf(folder: string): string {
  for (const path of filesOf(folder).filter((file) => file.endsWith('.sqlite'))) {
    const database = new DatabaseSync(path);
    const found = database.prepare("select 1 from sqlite_master where name = 'card'").get();
    database.close();
    if (found !== undefined) return path;
  }
  throw new Error(`${folder} holds no hub of the first edition`);
}
