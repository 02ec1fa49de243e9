import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { SENT_CALLS } from '@claude-monitor/protocol/testing/tool-calls';
import { spawnClient, startAgent } from '../testing/agent.fixture.ts';
import { builtClient, rpc } from '../testing/built-client.fixture.ts';
import { startReceiver } from '../testing/receiver.fixture.ts';

const { startFor } = builtClient();

const INITIALIZE = {
  protocolVersion: '2025-11-25',
  capabilities: { roots: { listChanged: true }, elicitation: { form: {}, url: {} } },
  clientInfo: { name: 'claude-code', title: 'Claude Code', version: '2.1.330' },
};

describe('claude-monitor mcp on its standard streams', { timeout: 60_000 }, () => {
  test('[PRX2] stdout is protocol only, and what is no message is answered as such', async () => {
    const { writeLine, answer, end } = await talk();
    writeLine('this is no JSON');
    expect(await answer()).toMatchObject({ id: null, error: { code: -32700 } });
    writeLine('{"jsonrpc":"1.0"}');
    expect(await answer()).toMatchObject({ id: null, error: { code: -32600 } });
    writeLine(rpc({ id: 'probe', method: 'server/discover', params: { _meta: {} } }));
    expect(await answer()).toMatchObject({ id: 'probe', error: { code: -32602 } });
    writeLine(rpc({ id: 0, method: 'initialize', params: INITIALIZE }));
    expect(await answer()).toMatchObject({ id: 0, result: { protocolVersion: '2025-11-25' } });
    expect(await end()).toBe(true);
  });

  test.each(['1.0', '2026-07-28', '2099-01-01', ''])(
    'initialize with the revision %j is answered with one of ours',
    async (protocolVersion) => {
      const { writeLine, answer } = await talk();
      writeLine(rpc({ id: 0, method: 'initialize', params: { ...INITIALIZE, protocolVersion } }));
      expect(await answer()).toMatchObject({ result: { protocolVersion: '2025-11-25' } });
    },
  );

  test('requests of revision 2026-07-28 are served beside a connection of an older one', async () => {
    const { writeLine, answer } = await talk();
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    writeLine(rpc({ id: 'probe', method: 'server/discover', params: { _meta } }));
    expect(await answer()).toMatchObject({
      id: 'probe',
      result: { resultType: 'complete', supportedVersions: ['2026-07-28'] },
    });
    writeLine(rpc({ id: 0, method: 'initialize', params: INITIALIZE }));
    expect(await answer()).toMatchObject({ id: 0, result: { protocolVersion: '2025-11-25' } });
    const call = { name: 'log_session_end', arguments: { sessionId: 's', reason: null } };
    writeLine(rpc({ id: 1, method: 'tools/call', params: { ...call, _meta } }));
    expect(await answer()).toMatchObject({ id: 1, result: { resultType: 'complete' } });
    writeLine(rpc({ id: 2, method: 'tools/call', params: call }));
    expect(await answer()).toMatchObject({ id: 2, result: { content: [{ type: 'text' }] } });
    writeLine(rpc({ id: 3, method: 'server/discover', params: { _meta } }));
    expect(await answer()).toMatchObject({ id: 3, result: { supportedVersions: ['2026-07-28'] } });
  });

  test('a batch is answered in one line, until a revision without batches is agreed upon', async () => {
    const { writeLine, answer } = await talk();
    const batch = (...messages: object[]): string =>
      JSON.stringify(messages.map((message) => ({ jsonrpc: '2.0', ...message })));
    writeLine(
      batch(
        { id: 1, method: 'ping' },
        { method: 'notifications/initialized' },
        { id: 2, method: 'tools/call', params: { name: 7 } },
        { id: 3, method: 'tools/call', params: { name: 'get_tasks', arguments: '{"limit":"x"}' } },
      ),
    );
    const answers = z.array(z.looseObject({ id: z.number() })).parse(await answer());
    expect(answers.map(({ id }) => id).sort()).toEqual([1, 2, 3]);
    writeLine(rpc({ id: 0, method: 'initialize', params: INITIALIZE }));
    await answer();
    writeLine(batch({ id: 1, method: 'ping' }));
    expect(await answer()).toMatchObject({ id: null, error: { code: -32600 } });
    writeLine(rpc({ id: 4, method: 'ping' }));
    expect(await answer()).toMatchObject({ id: 4, result: {} });
  });

  test('arguments are read as meant, or refused by name, as at /mcp', async () => {
    const receiver = await startReceiver();
    const agent = await startAgent(startFor({ url: receiver.url }));
    const expected: object[] = [];
    for (const call of SENT_CALLS) {
      if ('refused' in call) {
        const refusal = await agent.refused(call.tool, call.sent);
        expect([call.says, refusal]).toEqual([
          call.says,
          expect.stringMatching(new RegExp(`(^|\\W)${call.refused}: `)),
        ]);
      } else {
        await agent.call(call.tool, call.sent);
        expected.push(...call.events);
      }
    }
    await receiver.until(() => receiver.events.length === expected.length);
    expect(receiver.events).toMatchObject(expected);
  });

  /** Lines to a process, and its lines as JSON. */
  async function talk() {
    const child = spawnClient(startFor(), ['mcp']);
    onTestFinished(() => void child.kill());
    const lines = createInterface({ input: child.stdout ?? process.stdin })[Symbol.asyncIterator]();
    return {
      writeLine: (line: string) => child.stdin?.write(`${line.trimEnd()}\n`),
      answer: async (): Promise<unknown> => JSON.parse(String((await lines.next()).value)),
      /** Whether nothing more is said when its stdin ends. */
      end: async () => {
        child.stdin?.end();
        return (await lines.next()).done === true;
      },
    };
  }
});
