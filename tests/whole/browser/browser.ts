import { chromium, type Browser } from 'playwright-core';

/** A real Chromium; `npm test` names it, and a plain vitest run takes Debian's. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}
