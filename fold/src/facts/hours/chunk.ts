import { decodeFact, encodeFact, type StoredFact } from './fact-codec.ts';
import type { Fact } from '../fact.ts';

/** Facts of one session and hour that load and are written together. */
export type Chunk = {
  session: string;
  hour: number;
  number: number;
  facts: Map<string, Fact>;
  /** Characters of its facts as they are stored, about. */
  length: number;
};

/** A fact in memory beside its texts: maps, numbers, its contribution. Measured: a heap with and without. */
const FACT_BYTES = 650;

type StoredChunk = { s: string; h: number; n: number; l: number; f: StoredFact[] };

export function encodeChunk(chunk: Chunk): string {
  const { session, hour, number, length } = chunk;
  const stored: StoredChunk = { s: session, h: hour, n: number, l: length, f: factsOf(chunk) };
  return JSON.stringify(stored);
}

export function decodeChunk(body: string): Chunk {
  // Written by encodeChunk alone.
  const { s: session, h: hour, n: number, l: length, f } = JSON.parse(body) as StoredChunk;
  return chunkOf({ session, hour, number, length }, f);
}

export const factsOf = (chunk: Chunk): StoredFact[] =>
  [...chunk.facts.values()].map((fact) => encodeFact(fact, chunk));

export function chunkOf(about: Omit<Chunk, 'facts'>, stored: readonly StoredFact[]): Chunk {
  const { number } = about;
  const facts = new Map<string, Fact>();
  for (const item of stored) {
    const fact = { ...decodeFact(item, about), chunk: number };
    facts.set(fact.key, fact);
  }
  return { ...about, facts };
}

export const bytesOfChunk = ({ facts, length }: Chunk): number => facts.size * FACT_BYTES + length;

/** Characters of a stored fact, about: the texts that senders choose, and the rest. */
export function lengthOf({ key, fields }: Fact): number {
  const { agentId, taskId, project, errorType, errorMessage, toAgent, toSessionId, labels } =
    fields;
  const texts = [agentId, taskId, project, errorType, errorMessage, toAgent, toSessionId, labels];
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), key.length * 2 + 200);
}
