import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { LOCATIONS, parseLocation, placementOf } from './domain/location.ts';
import { objectNamed } from './object-named.ts';

/** The local runtime knows no jurisdictions: this one says what it is asked. */
function recorded() {
  const named = (place: string) => ({
    getByName: (name: string, options?: { locationHint?: string }) =>
      `${place} ${name} ${options?.locationHint ?? '-'}`,
  });
  return { ...named('anywhere'), jurisdiction: named };
}

describe('where the objects of a deployment live', () => {
  test('a jurisdiction has objects of its own', () => {
    expect(objectNamed(recorded(), 'team', 'eu')).toBe('eu team -');
    expect(objectNamed(recorded(), 'team', 'fedramp-high')).toBe('fedramp-high team -');
  });

  test('a hint is passed with each call, no choice passes nothing', () => {
    expect(objectNamed(recorded(), 'team', 'weur')).toBe('anywhere team weur');
    expect(objectNamed(recorded(), 'team', null)).toBe('anywhere team -');
  });

  test('a hint finds the same object on the real runtime', () => {
    const named = env.HUB.getByName('placed');
    expect(objectNamed(env.HUB, 'placed', 'apac').id.equals(named.id)).toBe(true);
    expect(objectNamed(env.HUB, 'placed', null).id.equals(named.id)).toBe(true);
  });

  test('every location is a jurisdiction or a hint', () => {
    for (const location of LOCATIONS) {
      expect(parseLocation(location)).toBe(location);
      expect(placementOf(location).kind).not.toBe('anywhere');
    }
  });

  test('a text that names no location differs from one that is not set', () => {
    expect(parseLocation('')).toBeNull();
    expect(parseLocation(undefined)).toBeNull();
    expect(parseLocation('EU')).toBeUndefined();
    expect(parseLocation('mars')).toBeUndefined();
    expect(parseLocation(7)).toBeUndefined();
  });
});
