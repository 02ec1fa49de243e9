import { usageEvent } from './api.ts';

/** An item that is taken; each bad one is it with one fault. */
export const validItem = () => ({ ...usageEvent('bad-input') });

export const BAD_ITEMS: [string, () => unknown, { code: string; path: string }][] = [
  ['text in place of an event', () => 'event', { code: 'invalid_event', path: '' }],
  ['null in place of an event', () => null, { code: 'invalid_event', path: '' }],
  ['a list in place of an event', () => [], { code: 'invalid_event', path: '' }],
  ['no type', () => without('type'), { code: 'unknown_type', path: 'type' }],
  [
    'an unknown type',
    () => ({ ...validItem(), type: 'nonsense' }),
    { code: 'unknown_type', path: 'type' },
  ],
  [
    'a type of every object',
    () => ({ ...validItem(), type: '__proto__' }),
    { code: 'unknown_type', path: 'type' },
  ],
  ['no id', () => without('id'), { code: 'missing_id', path: 'id' }],
  ['an empty id', () => ({ ...validItem(), id: '' }), { code: 'invalid_event', path: 'id' }],
  [
    'an id of 10,000 characters',
    () => ({ ...validItem(), id: 'x'.repeat(10_000) }),
    { code: 'too_long', path: 'id' },
  ],
  [
    'an id that is a number',
    () => ({ ...validItem(), id: 7 }),
    { code: 'invalid_event', path: 'id' },
  ],
  ['no session', () => without('sessionId'), { code: 'invalid_event', path: 'sessionId' }],
  [
    'an empty session',
    () => ({ ...validItem(), sessionId: '' }),
    { code: 'invalid_event', path: 'sessionId' },
  ],
  [
    'a session of 10,000 characters',
    () => ({ ...validItem(), sessionId: 'x'.repeat(10_000) }),
    { code: 'too_long', path: 'sessionId' },
  ],
  ['no time', () => without('time'), { code: 'invalid_event', path: 'time' }],
  [
    'a time without zone',
    () => ({ ...validItem(), time: '2026-01-01T00:00:00' }),
    { code: 'invalid_event', path: 'time' },
  ],
  [
    'a time that is none',
    () => ({ ...validItem(), time: 'noon' }),
    { code: 'invalid_event', path: 'time' },
  ],
  [
    'a time of 1970',
    () => ({ ...validItem(), time: '1970-01-01T00:00:00Z' }),
    { code: 'too_old', path: 'time' },
  ],
  [
    'negative tokens',
    () => ({ ...validItem(), inputTokens: -1 }),
    { code: 'invalid_event', path: 'inputTokens' },
  ],
  [
    'fractional tokens',
    () => ({ ...validItem(), outputTokens: 0.5 }),
    { code: 'invalid_event', path: 'outputTokens' },
  ],
  [
    'tokens as text',
    () => ({ ...validItem(), inputTokens: '5' }),
    { code: 'invalid_event', path: 'inputTokens' },
  ],
  [
    'more tokens than there are',
    () => ({ ...validItem(), inputTokens: 1e15 }),
    { code: 'invalid_event', path: 'inputTokens' },
  ],
  [
    'an agent that is an object',
    () => ({ ...validItem(), agentName: { name: 'a' } }),
    { code: 'invalid_event', path: 'agentName' },
  ],
  [
    'an unknown source',
    () => ({ ...validItem(), source: 'oracle' }),
    { code: 'invalid_event', path: 'source' },
  ],
  [
    'a progress above one',
    () => ({ ...validItem(), type: 'task.progress', taskId: 't', progress: 7 }),
    { code: 'invalid_event', path: 'progress' },
  ],
];

function without(field: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(validItem()).filter(([name]) => name !== field));
}
