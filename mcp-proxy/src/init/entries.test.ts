import { describe, expect, test } from 'vitest';
import { addEntries, removeEntries, type Entry } from './entries.ts';
import { hookEntries, telemetryEntries } from './claude-entries.ts';

const target = { url: 'http://127.0.0.1:24100', secret: 's'.repeat(32) };
const ENTRIES: Entry[] = [
  ...hookEntries(target, '"node" "index.js" hook'),
  ...telemetryEntries(target),
];

const theirs = { hooks: [{ type: 'command', command: 'say done' }] };
const LAYOUTS: Record<string, string> = {
  'an empty object': '{}',
  'an empty object with a line end': '{}\n',
  'an empty object with space in it': '{ \n }\n',
  'one line': '{"model":"opus","env":{"A":"1"}}',
  'two spaces': `${JSON.stringify({ model: 'opus', hooks: { Stop: [theirs] }, env: { A: '1' } }, null, 2)}\n`,
  'tabs, no line end': JSON.stringify(
    { env: {}, hooks: {}, permissions: { allow: ['Bash'] } },
    null,
    '\t',
  ),
  'lines of Windows': JSON.stringify(
    { env: { A: '1' }, hooks: { PreToolUse: [] } },
    null,
    4,
  ).replaceAll('\n', '\r\n'),
  'a byte order mark': '\uFEFF{\n  "env": { "B" : "2" } ,\n  "x": [ ]\n}\n',
};

describe('init on settings of any layout', () => {
  for (const [layout, text] of Object.entries(LAYOUTS)) {
    test(`${layout}: all is added, and taken out byte for byte`, () => {
      const { text: with_, additions } = addEntries(text, ENTRIES);
      const parsed: unknown = JSON.parse(with_.replace('\uFEFF', ''));
      expect(parsed).toMatchObject({ env: { OTEL_LOGS_EXPORTER: 'otlp' } });
      expect(additions.entries).toHaveLength(ENTRIES.length);
      expect(removeEntries(with_, additions)).toBe(text);
    });
  }

  test('what its user has under a name stays, and is not taken out', () => {
    const text = '{\n  "env": {\n    "OTEL_LOGS_EXPORTER": "console"\n  }\n}\n';
    const { text: with_, additions } = addEntries(text, ENTRIES);
    expect(with_).toContain('"OTEL_LOGS_EXPORTER": "console"');
    expect(removeEntries(with_, additions)).toBe(text);
  });

  test('edits of the user between are kept, all else is as before', () => {
    const before = '{\n  "env": {\n    "A": "1"\n  }\n}\n';
    const { text, additions } = addEntries(before, ENTRIES);
    const edited = text
      .replace('"A": "1"', '"A": "2"')
      .replace(/\n\}\n$/, ',\n  "model": "opus"\n}\n');
    expect(removeEntries(edited, additions)).toBe(
      '{\n  "env": {\n    "A": "2"\n  },\n  "model": "opus"\n}\n',
    );
  });

  test('a handler that its user put into our group stays', () => {
    const { text, additions } = addEntries('{}\n', ENTRIES);
    const edited = text.replace(
      /("Stop": \[\s*\{\s*"hooks": \[)/,
      '$1{"type":"command","command":"say done"},',
    );
    expect(JSON.parse(removeEntries(edited, additions))).toEqual({ hooks: { Stop: [theirs] } });
  });

  test('a list that is none is refused in words', () => {
    expect(() => addEntries('{"hooks":{"Stop":"x"}}', ENTRIES)).toThrow(
      'hooks.Stop must be a list',
    );
  });
});
