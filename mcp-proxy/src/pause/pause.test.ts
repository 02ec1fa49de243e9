import { describe, expect, test, vi } from 'vitest';
import { silentPast } from '../import/is-silent.ts';
import { isPaused, readChoices } from '../machine/choices.ts';
import { scratchFolder } from '../testing/scratch-folder.fixture.ts';
import { pause, resume } from './pause.ts';

const NOW = Date.parse('2026-12-01T12:00:00Z');
const HOUR_MS = 3_600_000;

function machine() {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const home = scratchFolder();
  return { HOME: home, XDG_CONFIG_HOME: `${home}/config`, XDG_STATE_HOME: `${home}/state` };
}

describe('[PRX4] a pause', () => {
  test('holds until its end, and stays known after it: an import leaves its time out', () => {
    const env = machine();
    pause({ for: '2h' }, env, NOW);
    const at = (time: number): boolean => isPaused(readChoices(env), time);
    expect([NOW - 1, NOW, NOW + 2 * HOUR_MS - 1, NOW + 2 * HOUR_MS].map(at)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    const isSilent = silentPast(env);
    expect(isSilent({ id: 's', at: NOW + HOUR_MS })).toBe(true);
    expect(isSilent({ id: 's', at: NOW + 3 * HOUR_MS })).toBe(false);
  });

  test('ends early with resume, and may be begun again', () => {
    const env = machine();
    pause({}, env, NOW);
    resume({}, env, NOW + HOUR_MS);
    pause({ for: '1h' }, env, NOW + 3 * HOUR_MS);
    const at = (hours: number): boolean => isPaused(readChoices(env), NOW + hours * HOUR_MS);
    expect([0, 0.5, 1, 2, 3, 3.9, 4].map(at)).toEqual([
      true,
      true,
      false,
      false,
      true,
      true,
      false,
    ]);
  });

  test('of a folder is for good, until it is taken back', () => {
    const env = machine();
    pause({ folder: '/home/dev/private' }, env, NOW);
    const inFolder = (folder: string): boolean => silentPast(env)({ id: 's', folder });
    expect(inFolder('/home/dev/private/deep')).toBe(true);
    expect(inFolder('/home/dev/privately')).toBe(false);
    resume({ folder: '/home/dev/private' }, env, NOW);
    expect(inFolder('/home/dev/private')).toBe(false);
  });
});
