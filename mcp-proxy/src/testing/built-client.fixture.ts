import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { buildClient, type BuiltClient } from '../../build.ts';
import type { Start } from './agent.fixture.ts';
import { oldestNode } from './oldest-node.fixture.ts';
import { scratchFolder } from './scratch-folder.fixture.ts';

/** The client as it is published, built for the tests of one file, in a folder that goes with them. */
export function builtClient() {
  const folder = mkdtempSync(join(tmpdir(), 'claude-monitor-client-'));
  const node = oldestNode();
  let built: BuiltClient = { bundle: '', tarball: '' };

  // The types of the library are checked for it, which takes minutes on a machine that is busy.
  beforeAll(async () => {
    built = await buildClient(folder);
  }, 240_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    node,
    tarball: () => built.tarball,
    startFor: (options: Partial<Start> = {}): Start => ({
      node,
      bundle: built.bundle,
      home: scratchFolder(),
      ...options,
    }),
  };
}

export const rpc = (message: object): string =>
  `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;
