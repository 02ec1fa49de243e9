import { hash64 } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { normalise } from './testing/captures.fixture.ts';
import {
  attributesOf,
  nanos,
  ofLogs,
  START,
  usageIn,
  type Values,
} from './testing/otlp.fixture.ts';

const NAMES = {
  'user.email': 'ada@example.com',
  'user.account_uuid': 'acc',
  'user.account_id': 'user_01',
  'user.id': 'inst',
};
const resource = { 'service.name': 'claude-code' };

const requestOf = (names: Values) =>
  usageIn(
    ofLogs(
      [
        {
          timeUnixNano: nanos(START),
          eventName: 'claude_code.api_request',
          attributes: attributesOf({
            'session.id': 's',
            input_tokens: 1,
            output_tokens: 1,
            ...names,
          }),
        },
      ],
      { resource },
    ),
  )[0];

const metricOf = (names: Values) =>
  normalise('metrics', {
    json: {
      resourceMetrics: [
        {
          resource: { attributes: attributesOf(resource) },
          scopeMetrics: [
            {
              metrics: [
                {
                  name: 'claude_code.token.usage',
                  sum: {
                    aggregationTemporality: 1,
                    dataPoints: [
                      {
                        timeUnixNano: nanos(START),
                        asInt: '5',
                        attributes: attributesOf({ type: 'input', ...names }),
                      },
                    ],
                  },
                },
              ],
            },
          ],
        },
      ],
    },
  }).events[0];

const keysOf = (names: Values): string[] =>
  Object.keys(NAMES).map((name) => (names[name] === undefined ? '' : hash64(String(names[name]))));

test.each<[Values, string]>([
  [NAMES, 'ada@example.com'],
  [{ 'user.account_uuid': 'acc', 'user.id': 'inst' }, 'acc'],
  [{ 'user.account_id': 'user_01', 'user.id': 'inst' }, 'user_01'],
  [{ 'user.id': 'inst' }, 'inst'],
])('[WHO10] requests and metrics say by which names their user is known: %j', (names, user) => {
  const known = { user, userKeys: keysOf(names) };
  expect(requestOf(names)).toMatchObject(known);
  expect(metricOf(names)).toMatchObject({ ...known, sessionId: expect.stringContaining(user) });
});

test('[WHO10] one without a user says none, and a metric without session and user is refused', () => {
  expect(requestOf({})).not.toHaveProperty('userKeys');
  expect(metricOf({})).toBeUndefined();
});
