import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from '../tests/whole/browser.ts';
import { startMonitor } from '../tests/whole/monitor.ts';
import { sendEvents } from './demo/send.ts';
import { teamEvents } from './demo/team.ts';

/** `npm run screenshots`: makes the pictures of the README anew, from the running project. */
const OUT = join(import.meta.dirname, '../docs/screenshots');

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

const dataFolder = mkdtempSync(join(tmpdir(), 'claude-monitor-screenshots-'));
const monitor = await startMonitor({ dataFolder });
const browser = await openBrowser();

async function shoot(
  name: string,
  viewport: typeof WIDE,
  colorScheme: 'light' | 'dark',
  shows: string,
) {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(monitor.dashboardUrl);
  await page.getByTestId(shows).first().waitFor();
  // The rows hold their group for a moment, and the chart draws itself in the next frames.
  await page.waitForTimeout(2_500);
  await page.screenshot({ path: join(OUT, `${name}.png`) });
  await context.close();
}

try {
  await shoot('empty', WIDE, 'light', 'empty');
  await sendEvents(monitor, teamEvents(Date.now()));
  await shoot('live-light', WIDE, 'light', 'card');
  await shoot('live-dark', WIDE, 'dark', 'card');
  await shoot('phone', PHONE, 'light', 'card');
} finally {
  await browser.close();
  await monitor.stop();
  rmSync(dataFolder, { recursive: true, force: true });
}
