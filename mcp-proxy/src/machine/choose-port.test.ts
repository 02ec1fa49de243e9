import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { machineFile } from './machine-file.ts';
import { firstPort, machineFor } from './choose-port.ts';

function homeOfNobody(): Record<string, string> {
  const home = mkdtempSync(join(tmpdir(), 'choose-port-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return { HOME: home };
}

test('homes that are set up at the same moment begin at different ports', () => {
  const ports = Array.from({ length: 10 }, (_, index) =>
    firstPort(`/home/user${String(index)}/relay.json`, 1_000),
  );
  expect(new Set(ports).size).toBe(10);
  for (const port of ports) expect(port).toBeGreaterThanOrEqual(24_100);
  expect(Math.max(...ports)).toBeLessThan(24_500);
  expect(firstPort('/home/ada/relay.json', 1_000)).not.toBe(
    firstPort('/home/ada/relay.json', 1_001),
  );
});

test('a port that somebody has is left to them', async () => {
  const env = homeOfNobody();
  const taken = (await machineFor(env)).port;
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(taken, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  expect((await machineFor(env)).port).not.toBe(taken);
  expect(machineFile(env)).toContain(env['HOME']);
});
