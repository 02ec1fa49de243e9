import { LIMITS } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { normalise } from '../../testing/captures.fixture.ts';
import { isOwnAttribute } from './resource-attributes.ts';

type Values = Record<string, string | number | boolean>;

const attributesOf = (values: Values) =>
  Object.entries(values).map(([key, value]) => {
    if (typeof value === 'string') return { key, value: { stringValue: value } };
    return { key, value: typeof value === 'number' ? { intValue: value } : { boolValue: value } };
  });

/** A request of Claude Code, whose records repeat the attributes of their resource. */
function claudeCode(resource: Values, own: Values = {}) {
  const attributes = attributesOf({
    ...resource,
    'session.id': 'run',
    'event.name': 'api_request',
    input_tokens: 1,
    ...own,
  });
  const logRecords = [{ timeUnixNano: '1795343880366000000', attributes }];
  const scope = { name: 'com.anthropic.claude_code.events' };
  return normalise('logs', {
    json: {
      resourceLogs: [
        {
          resource: { attributes: attributesOf({ 'service.name': 'claude-code', ...resource }) },
          scopeLogs: [{ scope, logRecords }],
        },
      ],
    },
  });
}

const labelsOf = (resource: Values, own?: Values) => claudeCode(resource, own).events[0]?.labels;

describe('what a user puts into OTEL_RESOURCE_ATTRIBUTES', () => {
  test('[USE6] are labels, but for the project; none of it is listed as unknown', () => {
    const { events, unknown } = claudeCode({
      project: 'billing',
      team: 'core',
      cost_center: 42,
      'app.code': 'A7',
      is_contractor: false,
    });
    expect(events).toMatchObject([
      {
        project: 'billing',
        labels: { team: 'core', cost_center: '42', 'app.code': 'A7', is_contractor: 'false' },
      },
    ]);
    expect(unknown).toEqual([]);
  });

  test('[USE6] are as many as an event has room for, and the others are named', () => {
    const many = Object.fromEntries(
      Array.from({ length: LIMITS.labelsOfEvent + 2 }, (_, i) => [`key_${String(i)}`, 'v']),
    );
    const { events, unknown, notRead } = claudeCode(many);
    expect(Object.keys(events[0]?.labels ?? {})).toHaveLength(LIMITS.labelsOfEvent);
    const leftOut = [
      `key_${String(LIMITS.labelsOfEvent)}`,
      `key_${String(LIMITS.labelsOfEvent + 1)}`,
    ];
    expect(unknown).toMatchObject(
      leftOut.map((name) => ({ client: 'claude-code', kind: 'attribute', name })),
    );
    expect([...notRead]).toEqual(leftOut);
  });

  test('[USE6] what describes software or a machine is none', () => {
    expect(
      labelsOf({
        'service.version': '2.1.330',
        'service.instance.id': '7',
        'host.name': 'ada',
        'os.type': 'linux',
        'process.pid': 7,
        'telemetry.sdk.name': 'opentelemetry',
        'k8s.pod.name': 'pod',
        'cloud.region': 'eu',
        'container.id': 'c',
        'user.email': 'ada@example.com',
        'vcs.repository.name': 'repo',
      }),
    ).toBeUndefined();
  });

  test.each([
    ['deployment.environment', true],
    ['deployment.environment.name', true],
    ['service.namespace', true],
    ['service.team', true],
    ['host', true],
    ['os', false],
    ['service.name', false],
    ['deployment.id', false],
    ['gen_ai.agent.name', false],
    ['project', false],
    ['__proto__', true],
  ])('[USE6] %s: %s', (name, isOwn) => {
    expect(isOwnAttribute(name)).toBe(isOwn);
  });

  test('[ING3] one that is no label costs no request: it is cut, mended or left out', () => {
    const labels = labelsOf({
      branch: 'x'.repeat(300),
      'my team': 'a\nb',
      empty: '',
      __proto__: 'x',
      ['k'.repeat(61)]: 'v',
    });
    expect(labels).toEqual({ branch: `${'x'.repeat(99)}…`, my_team: 'a b' });
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${String(i)}`, 'v']));
    expect(Object.keys(labelsOf(many) ?? {})).toHaveLength(LIMITS.labelsOfEvent);
  });

  test('[USE6] a number of 64 bits keeps its digits, and lists and maps are no labels', () => {
    const logRecords = [
      {
        timeUnixNano: '1795343880366000000',
        attributes: attributesOf({
          'session.id': 'run',
          'event.name': 'api_request',
          input_tokens: 1,
        }),
      },
    ];
    const resource = {
      attributes: [
        { key: 'cost_center', value: { intValue: '9007199254740993' } },
        { key: 'owner', value: { intValue: '-9223372036854775808' } },
        { key: 'small', value: { intValue: '42' } },
        { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }] } } },
        { key: 'map', value: { kvlistValue: { values: attributesOf({ a: 'b' }) } } },
        { key: 'nothing', value: {} },
      ],
    };
    const scopeLogs = [{ scope: { name: 'com.anthropic.claude_code.events' }, logRecords }];
    const { events } = normalise('logs', { json: { resourceLogs: [{ resource, scopeLogs }] } });
    expect(events[0]?.labels).toEqual({
      cost_center: '9007199254740993',
      owner: '-9223372036854775808',
      small: '42',
    });
  });
});

describe('what Claude Code says of its requests', () => {
  test('[USE6] are labels beside those of the user, which stay', () => {
    const own = {
      effort: 'high',
      'agent.name': 'Explore',
      'skill.name': 'review',
      'plugin.name': 'kit',
      'mcp_server.name': 'github',
      'workflow.name': 'release',
      query_source: 'sdk',
    };
    expect(labelsOf({ team: 'core', effort: 'mine' }, own)).toEqual({
      team: 'core',
      effort: 'mine',
      'agent.name': 'Explore',
      'skill.name': 'review',
      'plugin.name': 'kit',
      'mcp_server.name': 'github',
      'workflow.name': 'release',
    });
    expect(claudeCode({}, own).unknown).toEqual([]);
  });

  test('[USE6] metrics carry them too', () => {
    const dataPoint = {
      timeUnixNano: '1795343880366000000',
      asDouble: 7,
      attributes: attributesOf({ 'session.id': 'run', type: 'input', 'skill.name': 'review' }),
    };
    const { events } = normalise('metrics', {
      json: {
        resourceMetrics: [
          {
            resource: { attributes: attributesOf({ 'service.name': 'claude-code', team: 'core' }) },
            scopeMetrics: [
              {
                scope: { name: 'com.anthropic.claude_code' },
                metrics: [
                  {
                    name: 'claude_code.token.usage',
                    sum: { aggregationTemporality: 1, dataPoints: [dataPoint] },
                  },
                ],
              },
            ],
          },
        ],
      },
    });
    expect(events).toMatchObject([{ labels: { team: 'core', 'skill.name': 'review' } }]);
  });
});

describe('an agent of any other kind', () => {
  test('[USE6] has the labels of its resource', () => {
    const span = {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      startTimeUnixNano: '1795343880366000000',
      endTimeUnixNano: '1795343881366000000',
      attributes: attributesOf({
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-5',
        'gen_ai.usage.input_tokens': 5,
        'gen_ai.usage.output_tokens': 6,
      }),
    };
    const { events } = normalise('traces', {
      json: {
        resourceSpans: [
          {
            resource: {
              attributes: attributesOf({ 'service.name': 'bot', team: 'core', project: 'shop' }),
            },
            scopeSpans: [{ scope: { name: 'x' }, spans: [span] }],
          },
        ],
      },
    });
    expect(events.filter(({ type }) => type === 'usage')).toMatchObject([
      { labels: { team: 'core' }, project: 'shop' },
    ]);
  });
});
