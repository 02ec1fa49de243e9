import type { MinuteFigures } from '../sessions/session.ts';

/** In this order in the text, without zeros at the end. */
const FIGURES = [
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheCreationTokens',
  'costMicros',
  'errors',
  'requests',
  'unpricedRequests',
] as const satisfies readonly (keyof MinuteFigures)[];

type Minutes = Map<number, Map<string, MinuteFigures>>;

/** `models`: names that the text counts from 0. */
export type StoredMinutes = { models: string[]; text: string };

/**
 * An hour of minutes as one text: a session at work has sixty of them, and as JSON they were most of its
 * record. Each minute of a model is `time model figures`, figures with commas; a time is ms of 1970 over
 * 60,000 in base 36.
 */
export function encodeMinutes(minutes: Minutes): StoredMinutes {
  const places = new Map<string, number>();
  const parts: string[] = [];
  for (const [at, models] of minutes) {
    for (const [model, figures] of models) {
      const place = places.get(model) ?? places.size;
      places.set(model, place);
      const numbers = FIGURES.map((name) => figures[name]);
      while (numbers.at(-1) === 0) numbers.pop();
      parts.push(`${(at / MINUTE_MS).toString(36)} ${String(place)} ${numbers.join(',')}`);
    }
  }
  return { models: [...places.keys()], text: parts.join(';') };
}

export function decodeMinutes({ models, text }: StoredMinutes): Minutes {
  const minutes: Minutes = new Map();
  if (text === '') return minutes;
  for (const part of text.split(';')) {
    const [time = '', place = '', figures = ''] = part.split(' ');
    const at = parseInt(time, 36) * MINUTE_MS;
    const known = minutes.get(at) ?? new Map<string, MinuteFigures>();
    minutes.set(at, known);
    known.set(models[Number(place)] ?? '', figuresOf(figures));
  }
  return minutes;
}

const MINUTE_MS = 60_000;

function figuresOf(text: string): MinuteFigures {
  const numbers = text === '' ? [] : text.split(',').map(Number);
  const [input = 0, output = 0, read = 0, creation = 0, cost = 0, errors = 0] = numbers;
  const [requests = 0, unpriced = 0] = numbers.slice(6);
  return {
    requests,
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: read,
    cacheCreationTokens: creation,
    costMicros: cost,
    unpricedRequests: unpriced,
    errors,
  };
}
