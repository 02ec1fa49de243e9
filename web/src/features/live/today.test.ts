import { noActivity } from '@claude-monitor/protocol/api/index';
import { noFigures } from '@claude-monitor/protocol/figures';
import { TIME } from '@claude-monitor/protocol/limits';
import { describe, expect, test } from 'vitest';
import { session, NOON } from '../../lib/live/live.fixture.ts';
import { faviconWith } from './favicon.ts';
import type { Row } from './list/rows.ts';
import { NewNeeds } from './new-needs.ts';
import { lastNightOf, nightsAt } from './night/nights.ts';
import { todaySentence, type Shown } from './today-sentence.ts';

const NIGHT = { cost: 31_840_000, tokens: 5, done: 23, failed: 2, unpriced: 0 };

describe('the sentence of today', () => {
  const says = (change: Partial<Shown>): string =>
    todaySentence({
      needs: 0,
      isPart: false,
      active: 0,
      open: 0,
      night: null,
      ...change,
    })
      .map(({ text }) => text)
      .join('');

  test.each<[Partial<Shown>, string]>([
    [{}, 'Nothing needs attention. Nothing is running.'],
    [{ needs: 1, active: 1, open: 1 }, '1 thing needs attention. 1 session is working.'],
    [
      { needs: 5, active: 3, open: 8 },
      '5 things need attention. 3 sessions are working, of 8 open.',
    ],
    [
      { needs: 1, active: 1, open: 1_000, isPart: true },
      '1 thing needs attention. At least 1 session is working, of at least 1,000 open.',
    ],
    [
      { active: 1_000, open: 1_000, isPart: true },
      'Nothing needs attention. At least 1,000 sessions are working.',
    ],
    [
      { open: 1_000, isPart: true },
      'Nothing needs attention. At least 1,000 sessions are open, none works.',
    ],
    [{ open: 2 }, 'Nothing needs attention. 2 sessions are open, none works.'],
    [
      { night: { ...NIGHT, cost: 0, done: 0, failed: 0, tokens: 0 } },
      'Nothing needs attention. Nothing is running.',
    ],
    [
      { night: NIGHT },
      'Nothing needs attention. Nothing is running. Last night: 23 tasks done, 2 failed tries, $31.84.',
    ],
    [
      { night: { ...NIGHT, done: 0, failed: 1, unpriced: 3 } },
      'Nothing needs attention. Nothing is running. Last night: 1 failed try.',
    ],
  ])('%j', (shown, words) => {
    expect(says(shown)).toBe(words);
  });
});

describe('last night', () => {
  const zone = 'Europe/Berlin';
  const now = Date.parse('2026-10-27T10:00:00+01:00');
  const nights = nightsAt({ now, zone });
  const point = (at: number, costMicros: number) => ({
    ...noFigures(),
    costMicros,
    inputTokens: costMicros,
    at,
    until: at + TIME.hourMs,
  });
  const work = (at: number, tasksDone: number) => ({
    ...noActivity(),
    tasksDone,
    at,
    until: at + TIME.hourMs,
  });

  test('is from evening to morning by the clock on the wall, fifteen of them', () => {
    expect(nights).toHaveLength(15);
    expect(nights[0]).toEqual({
      from: Date.parse('2026-10-26T18:00:00+01:00'),
      to: Date.parse('2026-10-27T08:00:00+01:00'),
    });
    expect(nights[2]).toEqual({
      from: Date.parse('2026-10-24T18:00:00+02:00'),
      to: Date.parse('2026-10-25T08:00:00+01:00'),
    });
  });

  test('counts the hours within, and stands beside the middle half of the nights before', () => {
    const [last, ...before] = nights;
    const at = last?.from ?? 0;
    const usage = {
      series: [
        point(at - TIME.hourMs, 999),
        point(at, 5),
        point((last?.to ?? 0) - TIME.hourMs, 6),
        point(last?.to ?? 0, 999),
        ...before.slice(0, 5).map(({ from }, index) => point(from, (index + 1) * 10)),
      ],
    };
    const night = lastNightOf(nights, { usage, activity: { series: [work(at, 3)] } });
    expect(night?.sums).toMatchObject({ cost: 11, done: 3 });
    expect(night?.nights).toBe(5);
    expect(night?.typical?.cost).toEqual({ least: 10, low: 20, high: 40, most: 50 });
  });

  test('says nothing of what is usual after fewer than five nights', () => {
    const usage = { series: nights.slice(1, 5).map(({ from }) => point(from, 10)) };
    const night = lastNightOf(nights, { usage, activity: { series: [] } });
    expect(night).toMatchObject({ nights: 4, typical: null });
  });
});

describe('a new need', () => {
  const row = (id: string, since = NOON): Row => ({
    session: session(id, { agentName: 'writer' }),
    state: { name: 'waiting', since, because: { kind: 'waiting', at: since, detail: null } },
    need: { kind: 'waiting', reason: 'Asks to use Bash', since },
  });

  test('is said once, and what was there before is not', () => {
    const news = new NewNeeds();
    expect(news.of([row('a')])).toBe('');
    expect(news.of([row('a'), row('b')])).toBe('writer needs attention: Asks to use Bash');
    expect(news.of([row('b')])).toBe('writer needs attention: Asks to use Bash');
    expect(news.of([row('a', NOON + 1), row('c')])).toBe('2 sessions need attention');
  });

  test('is counted in the icon of the tab', () => {
    expect(faviconWith(0)).toBeNull();
    expect(decodeURIComponent(faviconWith(3) ?? '')).toContain('>3</text>');
    expect(decodeURIComponent(faviconWith(12) ?? '')).toContain('>9+</text>');
  });
});
