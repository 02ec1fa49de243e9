import { DeployFault } from '../deploy/fault.ts';
import { smokeKeys, smokeUrl } from './keys.ts';
import { smokeTest } from './run.ts';

/** `npm run smoke -- URL`: tries a running monitor, with keys from the environment. */
process.channel?.unref();

const [text] = process.argv.slice(2);
try {
  if (text === undefined)
    throw new DeployFault('no_url', 'Missing URL. Usage: npm run smoke -- https://HOST.');
  const url = smokeUrl(text);
  await smokeTest({
    url,
    keys: smokeKeys(process.env),
    report: (line) => console.log(`✓ ${line}`),
  });
  console.log(`${url} works.`);
} catch (error) {
  if (!(error instanceof DeployFault)) throw error;
  console.error(`✗ ${error.message} [${error.code}]`);
  process.exitCode = 1;
}
