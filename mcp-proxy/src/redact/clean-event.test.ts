import { describe, expect, test } from 'vitest';
import { EventCleaner } from './clean-event.ts';

describe('[PRX4] an event as it leaves', () => {
  const cleaned = (fields: object): unknown => JSON.parse(new EventCleaner().line(fields));

  test.each([
    ['req_011CSHoEeqs5C35K2UUqR7Fy', 'toolu_01A09q90qw90lq917835lq9'],
    ['msg_01XFDUDYJgAACzvnptvVoYEL', 'a1f93bdeac4fd276f'],
  ])('%s keeps its ids', (requestId, toolUseId) => {
    expect(cleaned({ requestId, toolUseId })).toEqual({ requestId, toolUseId });
  });

  test.each([
    'req_1 ghp_abcdefghijklmnopqrstuvwxyz0123456789',
    'req_1-sk-ant-api03-abcdefghijklmnop',
    'toolu_x AKIAIOSFODNN7EXAMPLE',
  ])('a secret behind what looks like one does not: %s', (requestId) => {
    expect(JSON.stringify(cleaned({ requestId }))).toContain('[redacted');
  });
});
