import { describe, expect, test } from 'vitest';
import { chunkOf, requestsOf } from '../testing/requests.fixture.ts';
import { HOUR, requestRow } from '../testing/rows.fixture.ts';
import { encodeRequests } from './request-codec.ts';

const figures = { requests: 1, inputTokens: 150, outputTokens: 1_000, cacheReadTokens: 60_000 };

describe('requests of a chunk', () => {
  test('come back as they were, whatever they have in common', () => {
    const requests = [
      requestRow({ ...figures, at: HOUR, costMicros: 45_000, clientCostMicros: 45_006 }),
      requestRow({ ...figures, at: HOUR + 3_599_999, user: 'ada', agent: 'auditor' }),
      requestRow({ requests: 0, inputTokens: 5, unpricedRequests: 1, owner: 'other', task: 'T' }),
      requestRow({
        ...figures,
        provenance: 'superseded',
        agentId: 'sub',
        model: '',
        project: 'x',
      }),
      requestRow({ ...figures, at: HOUR + 5 }),
    ];
    const back = requestsOf(chunkOf(requests));
    expect(back).toHaveLength(5);
    for (const { key: _, run: _r, hour: _h, rev: _v, ...request } of requests) {
      expect(back).toContainEqual(request);
    }
  });

  test('name once what they have in common, and leave out what most are', () => {
    const requests = [requestRow({ ...figures }), requestRow({ ...figures, at: HOUR + 7 })];
    const other = requestRow({ ...figures, task: 'T', at: HOUR + 9 });
    expect(JSON.parse(encodeRequests(HOUR, [...requests, other]) ?? '')).toEqual([
      [
        [
          [0, 150, 1_000, 60_000],
          [7, 150, 1_000, 60_000],
        ],
        ...['session-1', '', '', 'opus', 'measured', 'infrastructure-specialist', '', '', ''],
      ],
      [[[9, 150, 1_000, 60_000]], null, null, 'T', null, null, null, null, null, null],
    ]);
  });

  test('that are none are an empty list', () => {
    expect(encodeRequests(HOUR, [])).toBe('[]');
  });

  test('[STO7] of which one is no number are a row that is refused, not a failure of who sends it', () => {
    expect(encodeRequests(HOUR, [requestRow(), requestRow({ costMicros: NaN })])).toBeNull();
  });

  test('[ING7] keep numbers and text as libSQL can keep them', () => {
    const request = requestRow({ agent: 'a\u0000b\ud800', costMicros: 1e308, requests: 1 });
    expect(requestsOf(chunkOf([request]))).toMatchObject([
      { agent: 'a\ufffdb\ufffd', costMicros: Number.MAX_SAFE_INTEGER },
    ]);
  });

  test('[HUB8] sixteen, as different as they can be, stay far below a megabyte', () => {
    const long = (index: number) => String.fromCharCode(0x4e00 + index).repeat(200);
    const requests = Array.from({ length: 16 }, (_, index) => {
      const text = long(index);
      const names = { owner: text, agentId: text, task: text, model: text, agent: text };
      return requestRow({ ...names, project: text, user: text, inputTokens: 1e15 + index });
    });
    const bytes = new TextEncoder().encode(encodeRequests(HOUR, requests) ?? '').byteLength;
    expect(bytes).toBeLessThan(100_000);
  });
});
