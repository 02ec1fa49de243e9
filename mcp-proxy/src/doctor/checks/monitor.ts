import { NOT_CONFIGURED } from '@claude-monitor/protocol/client-faults';
import { checkMonitor } from '../../init/check-monitor.ts';
import { failed, ok, skipped, warning, type Context, type Finding } from '../check.ts';

/** Ingest shifts the times of a batch that says another time than its own by more than this. */
const CLOCK_MS = 30_000;

/** URL, certificate, key and clock, each by its own id. */
export async function checkDestination({ destination, problem }: Context): Promise<Finding[]> {
  if (destination === null) {
    const detail = problem ?? NOT_CONFIGURED;
    return [failed('config', detail, 'Run `claude-monitor init`.')];
  }
  const config = ok('config', `${destination.url} (from ${destination.origin})`);
  const check = await checkMonitor(destination);
  switch (check.kind) {
    case 'untrusted':
      return [config, failed('tls', 'the certificate isn’t trusted', check.fault), ...unknown()];
    case 'unreachable':
      return [config, failed('monitor', 'not responding', check.fault), ...unknown()];
    case 'no monitor':
      return [config, failed('monitor', 'not a Claude Monitor', check.fault), ...unknown()];
    case 'wrong key':
      return [
        config,
        ok('monitor', 'responding'),
        failed('key', 'rejected', check.fault),
        skipped('clock', 'not compared'),
      ];
    case 'fine':
      return [
        config,
        ok('monitor', 'responding'),
        ok('key', 'accepted'),
        clockOf(check.clockOffMs),
      ];
  }
}

const unknown = (): Finding[] => [
  skipped('key', 'monitor not reached'),
  skipped('clock', 'monitor not reached'),
];

function clockOf(offMs: number): Finding {
  if (Math.abs(offMs) <= CLOCK_MS) return ok('clock', 'in sync with the monitor');
  const seconds = String(Math.round(Math.abs(offMs) / 1_000));
  return warning(
    'clock',
    `this machine is ${seconds} s ${offMs > 0 ? 'ahead of' : 'behind'} the monitor`,
    'Turn on time synchronization (NTP). Until then the monitor corrects times and marks them.',
  );
}
