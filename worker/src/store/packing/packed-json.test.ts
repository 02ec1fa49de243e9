import { exampleSession, exampleTask } from '@claude-monitor/protocol/live/view.fixture';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { packEvents, packJson, unpackJson } from './packed-json.ts';

const views = [
  exampleSession('session-1', 1_777_892_400_000),
  exampleTask('task-1', 1_777_892_400_000),
];

describe('packed JSON', () => {
  test.each([...views, {}, [], '漢字 🦊 \u0000'])('comes back as it was: %j', (value) => {
    const json = JSON.stringify(value);
    expect(unpackJson(packJson(json, 'view'))).toBe(json);
    expect(unpackJson(packEvents(json))).toBe(json);
  });

  test('of a view takes a quarter of its text', () => {
    for (const view of views) {
      const json = JSON.stringify(view);
      expect(packJson(json, 'view').byteLength).toBeLessThan(json.length / 4);
    }
  });

  test('is read as the first edition wrote it: as text, and as gzip', () => {
    expect(unpackJson('{"a":1}')).toBe('{"a":1}');
    expect(unpackJson(new Uint8Array(gzipSync('[{"a":1}]')))).toBe('[{"a":1}]');
  });

  test('of a newer version is refused', () => {
    expect(() => unpackJson(Uint8Array.of(30, 1, 2))).toThrow('newer version');
  });
});
