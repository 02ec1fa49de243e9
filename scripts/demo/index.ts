import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { monthEvents } from './month/month.ts';
import { MovingTeam } from './moving-team.ts';
import { parseOptions } from './options.ts';
import { sendEvents } from './send.ts';
import { teamEvents } from './team.ts';
import { DemoWorkspace } from './workspace.ts';
import { openDataFolder } from '../start/data-folder.ts';
import { faults, StartFault } from '../start/fault.ts';
import { readLocal, type Local } from '../start/local-json.ts';
import { parseSettings } from '../start/settings.ts';

/**
 * `npm run demo`: an invented team in a workspace of its own on the monitor that `npm start` runs: thirty
 * days behind it, and at work until Ctrl-C. `-- --once` only loads, `-- --remove` deletes it all.
 */
const TICK_MS = 1_500;

process.channel?.unref();
try {
  await demo();
} catch (error) {
  if (!(error instanceof StartFault)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function demo(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const settings = parseSettings(process.env, join(import.meta.dirname, '../..'));
  const folder = openDataFolder(settings.dataFolder);
  const running = readLocal(folder.localJson);
  if (running === null) throw new StartFault(faults.notStarted());
  const workspace = new DemoWorkspace({ folder, url: running.url, settings, report: console.log });

  if (options.remove) {
    const wasThere = await workspace.remove();
    console.log(wasThere ? 'The sample data is gone.' : 'There is no sample data to remove.');
    return;
  }
  const to = (await workspace.open()) ?? (await load(workspace));
  console.log(`\n  Sample team    ${to.dashboardUrl}\n`);
  console.log(`It has a workspace of its own. Your own dashboard: ${running.dashboardUrl}`);
  if (!options.once) await move(to);
}

async function load(workspace: DemoWorkspace): Promise<Local> {
  const startedAt = Date.now();
  const to = await workspace.create();
  const events = [...monthEvents(startedAt), ...teamEvents(startedAt)];
  console.log(`Loading thirty days of a team of nine: ${String(events.length)} events …`);
  await sendEvents(to, events);
  workspace.keep(to);
  console.log(`Loaded in ${((Date.now() - startedAt) / 1000).toFixed(0)} s.`);
  return to;
}

/** Until a signal ends the process; a monitor that is away for a while is waited for. */
async function move(to: Local): Promise<void> {
  const team = new MovingTeam(Date.now());
  console.log('The team is at work. Ctrl-C stops it; npm run demo -- --remove deletes its data.');
  for (;;) {
    await sleep(TICK_MS);
    await sendEvents(to, team.next(Date.now())).catch((error: unknown) => {
      console.error(`The monitor isn’t responding (${String(error)}). Trying again …`);
    });
  }
}
