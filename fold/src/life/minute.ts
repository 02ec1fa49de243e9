import { TIME } from '@claude-monitor/protocol/limits';
import { SIGN_KINDS, type Sign, type SignKind } from './sign.ts';

/**
 * The signs of life of one minute of a session, to the second: when the first and the last came, and the newest
 * of those that say who has the turn. Merged by rules that know no order; sixty of them are an hour.
 */
export type LifeMinute = {
  /** Epoch ms, all within one minute. */
  firstAt: number;
  lastAt: number;
  kind: SignKind;
  kindAt: number;
  isLong: boolean;
};

const SECONDS = 60;
const SECOND_MS = TIME.minuteMs / SECONDS;
const KINDS = 8;

const rankOf = (kind: SignKind): number => SIGN_KINDS.indexOf(kind);
/** Whether it says who has the turn. */
export const isTurn = (kind: SignKind): boolean => rankOf(kind) > rankOf('alive');

function minuteOfSign({ at, kind, isLong }: Sign): LifeMinute {
  const second = at - (at % SECOND_MS);
  return { firstAt: second, lastAt: second, kind, kindAt: second, isLong };
}

/** Both in one: what the later of those that matter says; the same in any order. */
export function mergeMinutes(a: LifeMinute, b: LifeMinute): LifeMinute {
  const isLong = a.isLong || b.isLong;
  if (a.kind === 'none' || b.kind === 'none') return { ...(a.kind === 'none' ? b : a), isLong };
  const turn = isLaterTurn(a, b) ? a : b;
  return {
    firstAt: Math.min(a.firstAt, b.firstAt),
    lastAt: Math.max(a.lastAt, b.lastAt),
    kind: turn.kind,
    kindAt: turn.kindAt,
    isLong,
  };
}

function isLaterTurn(a: LifeMinute, b: LifeMinute): boolean {
  if (isTurn(a.kind) !== isTurn(b.kind)) return isTurn(a.kind);
  if (a.kindAt !== b.kindAt) return a.kindAt > b.kindAt;
  return rankOf(a.kind) >= rankOf(b.kind);
}

/** As one number, the minute of the hour first: sorted they are in order of time. */
function packMinute(minute: LifeMinute): number {
  const start = minute.firstAt - (minute.firstAt % TIME.minuteMs);
  const second = (at: number): number => (at - start) / SECOND_MS;
  let packed = (start % TIME.hourMs) / TIME.minuteMs;
  packed = packed * SECONDS + second(minute.firstAt);
  packed = packed * SECONDS + second(minute.lastAt);
  packed = packed * SECONDS + second(minute.kindAt);
  return (packed * KINDS + rankOf(minute.kind)) * 2 + Number(minute.isLong);
}

export function unpackMinute(packed: number, hour: number): LifeMinute {
  let rest = packed;
  const take = (size: number): number => {
    const value = rest % size;
    rest = (rest - value) / size;
    return value;
  };
  const isLong = take(2) === 1;
  const kind = SIGN_KINDS[take(KINDS)] ?? 'alive';
  const [kindSecond, last, first] = [take(SECONDS), take(SECONDS), take(SECONDS)];
  const start = hour + rest * TIME.minuteMs;
  const at = (second: number): number => start + second * SECOND_MS;
  return { firstAt: at(first), lastAt: at(last), kind, kindAt: at(kindSecond), isLong };
}

const minuteOfPacked = (packed: number): number => Math.floor(packed / (SECONDS ** 3 * KINDS * 2));

/** Enters a sign into the packed minutes of its hour; false where they say it already. */
export function enterSign(signs: number[], hour: number, sign: Sign): boolean {
  const next = minuteOfSign(sign);
  const packed = packMinute(next);
  const minute = minuteOfPacked(packed);
  const index = signs.findIndex((each) => minuteOfPacked(each) >= minute);
  const known = index < 0 ? undefined : signs[index];
  if (known === undefined) {
    signs.push(packed);
    return true;
  }
  if (minuteOfPacked(known) !== minute) {
    signs.splice(index, 0, packed);
    return true;
  }
  const merged = packMinute(mergeMinutes(unpackMinute(known, hour), next));
  signs[index] = merged;
  return merged !== known;
}
