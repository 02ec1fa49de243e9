import { gzipSync } from 'node:zlib';
import type { OtlpSignal } from '@claude-monitor/receivers';
import { z } from 'zod';
import { readCapture } from '../../receivers/src/testing/captures.fixture.ts';
import { toOtlpJson, toProtobuf } from '../../receivers/src/testing/encodings.fixture.ts';

export type OtlpExport = { signal: OtlpSignal; body: Uint8Array };

/** Runs of the real client: with subagents, in the background, with a skill, and a long one at work. */
const RUNS = ['json', 'bg', 'skill', 'inter'];
/** What is unique in the world: sessions, requests, tool calls, prompts. */
const IDS = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?<=\b(?:req|toolu|msg)_)[A-Za-z0-9]+/g;
/** Nanoseconds since the epoch, and the same as text. */
const NANOS = /"(1[78]\d{17})"/g;
const ISO = /\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/**
 * Exports of so many sessions, no two alike: captures of real ones under other ids, and as if they had
 * been made just now.
 */
export function otlpExports(sessions: number, now: number): OtlpExport[] {
  const runs = RUNS.map((run) => {
    const parts = readCapture(run).map(({ signal, bytes, isJson }) => ({
      signal,
      text: isJson ? new TextDecoder().decode(bytes) : JSON.stringify(toOtlpJson(signal, bytes)),
    }));
    const lastAt = Math.max(...parts.flatMap(({ text }) => timesOf(text)));
    return { parts, byMs: now - lastAt };
  });
  return Array.from({ length: sessions }, (_, session) => {
    const { parts, byMs } = runs[session % runs.length] ?? { parts: [], byMs: 0 };
    return parts.map(({ signal, text }) => {
      const body = toProtobuf(signal, z.json().parse(JSON.parse(moved(text, session, byMs))));
      return { signal, body: gzipSync(body) };
    });
  }).flat();
}

const timesOf = (text: string): number[] =>
  [...text.matchAll(NANOS)].map(([, nanos]) => Math.floor(Number(nanos) / 1e6));

function moved(text: string, session: number, byMs: number): string {
  const suffix = session.toString(16).padStart(8, '0');
  return text
    .replace(IDS, (id) => (id.includes('-') ? suffix + id.slice(8) : id + suffix))
    .replace(NANOS, (_, nanos: string) => `"${String(BigInt(nanos) + BigInt(byMs) * 1_000_000n)}"`)
    .replace(ISO, (iso) => new Date(Date.parse(iso) + byMs).toISOString());
}
