/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { TelemetryEvent } from '@claude-monitor/protocol';
import { normaliseOtlp, type OtlpBody } from '../otlp.ts';
import type { OtlpBatch } from '../otlp/batch.ts';
import type { OtlpSignal } from '../otlp/wire.ts';

export type Capture = { file: string; signal: OtlpSignal; bytes: Uint8Array; isJson: boolean };

const FOLDER = join(import.meta.dirname, '../../fixtures/otlp');

/** The requests of a captured run, in the order of their arrival. */
export function readCapture(run: string): Capture[] {
  return readdirSync(join(FOLDER, run))
    .sort()
    .map((file) => ({
      file,
      signal: signalOf(file),
      bytes: gunzipSync(readFileSync(join(FOLDER, run, file))),
      isJson: file.endsWith('.json.gz'),
    }));
}

/** What a capture adds up to, by the client's own account. */
export type Truth = {
  result_total_cost_usd: number;
  result_modelUsage: Record<
    string,
    Record<
      | 'inputTokens'
      | 'outputTokens'
      | 'cacheReadInputTokens'
      | 'cacheCreationInputTokens'
      | 'costUSD',
      number
    >
  >;
  by_agent_from_api_request_events: Record<string, Record<string, number>> | null;
};

export function truthOf(capture: string): Truth {
  const { captures } = JSON.parse(readFileSync(join(FOLDER, 'truth.json'), 'utf8'));
  return captures[capture];
}

export const jsonOf = ({ bytes }: Capture): unknown => JSON.parse(new TextDecoder().decode(bytes));

export const bodyOf = (capture: Capture): OtlpBody =>
  capture.isJson ? { json: jsonOf(capture) } : { protobuf: capture.bytes };

/** What a request comes to; fails when it can't be decoded. */
export function normalise(signal: OtlpSignal, body: OtlpBody): OtlpBatch {
  const result = normaliseOtlp(signal, body);
  if (!result.ok) throw new Error(result.message);
  return result.batch;
}

export const eventsOf = (run: string): TelemetryEvent[] =>
  readCapture(run).flatMap((capture) => normalise(capture.signal, bodyOf(capture)).events);

function signalOf(file: string): OtlpSignal {
  if (file.includes('logs')) return 'logs';
  return file.includes('metrics') ? 'metrics' : 'traces';
}
