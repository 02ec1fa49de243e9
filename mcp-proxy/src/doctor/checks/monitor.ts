import { checkMonitor } from '../../init/check-monitor.ts';
import { failed, ok, skipped, warning, type Context, type Finding } from '../check.ts';

/** Ingest shifts the times of a batch that says another time than its own by more than this. */
const CLOCK_MS = 30_000;

/** URL, certificate, key and clock, each by its own id. */
export async function checkDestination({ destination, problem }: Context): Promise<Finding[]> {
  if (destination === null) {
    const detail = problem ?? 'no URL and key';
    return [failed('config', detail, 'Run `claude-monitor init`.')];
  }
  const config = ok('config', `${destination.url} (from ${destination.origin})`);
  const check = await checkMonitor(destination);
  switch (check.kind) {
    case 'untrusted':
      return [config, failed('tls', 'the certificate is not trusted', check.fault), ...unknown()];
    case 'unreachable':
    case 'no monitor':
      return [config, failed('monitor', 'no monitor answers there', check.fault), ...unknown()];
    case 'wrong key':
      return [
        config,
        ok('monitor', 'answers'),
        failed('key', 'the key is refused', check.fault),
        skipped('clock', 'not compared'),
      ];
    case 'fine':
      return [config, ok('monitor', 'answers'), ok('key', 'is taken'), clockOf(check.clockOffMs)];
  }
}

const unknown = (): Finding[] => [
  skipped('key', 'the monitor was not reached'),
  skipped('clock', 'the monitor was not reached'),
];

function clockOf(offMs: number): Finding {
  if (Math.abs(offMs) <= CLOCK_MS) return ok('clock', 'as the monitor’s');
  const seconds = String(Math.round(Math.abs(offMs) / 1_000));
  return warning(
    'clock',
    `this machine is ${seconds} s ${offMs > 0 ? 'ahead of' : 'behind'} the monitor`,
    'Switch on time synchronization (NTP). Until then the monitor shifts times, and marks them.',
  );
}
