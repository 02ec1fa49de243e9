import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureBilledRows } from './measure/billed-rows.ts';
import { measureBurst } from './measure/burst.ts';
import { measureBytes } from './measure/bytes-per-event.ts';
import { endAll } from './children.ts';
import { measureCpu } from './measure/cpu-per-event.ts';
import { measureFrameLatency } from './measure/frame-latency.ts';
import { measureHistory } from './measure/history.ts';
import { measureHookPosts } from './measure/hook-posts.ts';
import { measureIllMonitor } from './measure/ill-monitor.ts';
import { measureImport } from './measure/import.ts';
import { measureLongRun } from './measure/long-run.ts';
import { measureOneEvent } from './measure/one-event.ts';
import { measureOtlp } from './measure/otlp.ts';
import { measureRelayMemory } from './measure/relay-memory.ts';
import { FULL, PLAIN, QUICK, type Bench } from './workload.ts';
import { tableOf, writeResults } from './report.ts';
import { isKept, notMeasured, type Result } from './result.ts';
import { bundleWorker } from './runtime/bench-monitor.ts';
import { measureRetention } from './measure/retention.ts';
import { measureSustained } from './measure/sustained.ts';
import { measureViewers } from './measure/viewers.ts';
import { measureWrappedCall } from './measure/wrapped-call.ts';

const MEASUREMENTS = {
  'one-event': measureOneEvent,
  'hook-posts': measureHookPosts,
  viewers: measureViewers,
  burst: measureBurst,
  otlp: measureOtlp,
  sustained: measureSustained,
  'frame-latency': measureFrameLatency,
  'long-run': measureLongRun,
  history: measureHistory,
  retention: measureRetention,
  'cpu-per-event': measureCpu,
  'bytes-per-event': measureBytes,
  'billed-rows': measureBilledRows,
  'wrapped-call': measureWrappedCall,
  'ill-monitor': measureIllMonitor,
  'relay-memory': measureRelayMemory,
  import: measureImport,
};

const { values } = parseArgs({
  options: {
    /** Short rounds, to try the benchmarks themselves. */
    quick: { type: 'boolean', default: false },
    /** The long run with 100,000 sessions, ten minutes of steady load: as long as it takes. */
    full: { type: 'boolean', default: false },
    /** One measurement alone, by name. */
    only: { type: 'string' },
  },
});

const workFolder = join(import.meta.dirname, '.work');
rmSync(workFolder, { recursive: true, force: true });
mkdirSync(workFolder, { recursive: true });
const bench: Bench = {
  workFolder,
  bundle: await bundleWorker(workFolder),
  workload: values.full ? FULL : values.quick ? QUICK : PLAIN,
};

const results: Result[] = [];
for (const [name, measure] of Object.entries(MEASUREMENTS)) {
  if (values.only !== undefined && values.only !== name) continue;
  process.stderr.write(`measuring ${name} …\n`);
  try {
    results.push(...(await measure(bench)));
  } catch (error) {
    // One line that fails: the others are still wanted.
    await endAll();
    results.push(notMeasured(name, error));
  }
}
writeResults(join(import.meta.dirname, 'results.json'), results);
process.stdout.write(`${tableOf(results)}\n`);
rmSync(workFolder, { recursive: true, force: true });
process.exit(results.length > 0 && results.every(isKept) ? 0 : 1);
