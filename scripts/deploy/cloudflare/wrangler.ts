import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { loginSchema, type CloudflareLogin } from './cloudflare.ts';
import { deployFaults } from '../faults.ts';

/** No telemetry, no prompts, no log file. */
const QUIET = {
  CI: 'true',
  WRANGLER_LOG_PATH: process.platform === 'win32' ? 'NUL' : '/dev/null',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_WRITE_LOGS: 'false',
};

export type Upload = {
  name: string;
  accountId: string;
  vars: Record<string, string>;
  domain: string | null;
  /** A file with secrets to set with this version; null: those that are there stay. */
  secretsFile: string | null;
};

/** Cloudflare's word for a token that stands but lacks the permission. */
const NO_PERMISSION = /\[code: 10000\]/;

type Ran = { code: number | null; output: string; errors: string };

/** The wrangler of this project, which deploys what its tests have run. */
export class Wrangler {
  readonly #root: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(root: string, env: NodeJS.ProcessEnv) {
    this.#root = root;
    this.#env = env;
  }

  /** The login that it would deploy with; null without one. Never printed. */
  async login(): Promise<CloudflareLogin | null> {
    const { code, output } = await this.#run(['auth', 'token', '--json'], {});
    if (code !== 0) return null;
    const parsed = loginSchema.safeParse(jsonIn(output));
    return parsed.success ? parsed.data : null;
  }

  /** Bundles it as a deploy does, checks its configuration, and uploads nothing. */
  async tryBundle(upload: Upload): Promise<string> {
    const outdir = join(this.#root, 'dist/deploy');
    return await this.#deploy(upload, ['--dry-run', '--outdir', outdir]);
  }

  async deploy(upload: Upload): Promise<string> {
    return await this.#deploy(upload, []);
  }

  async #deploy({ name, accountId, vars, domain, secretsFile }: Upload, more: string[]) {
    const args = ['deploy', '--name', name];
    for (const [key, value] of Object.entries(vars)) args.push('--var', `${key}:${value}`);
    if (domain !== null) args.push('--domain', domain);
    if (secretsFile !== null) args.push('--secrets-file', secretsFile);
    const ran = await this.#run([...args, ...more], { CLOUDFLARE_ACCOUNT_ID: accountId });
    const plainOutput = withoutColours(ran.output);
    if (ran.code === 0) return plainOutput;
    const why = withoutColours(ran.errors);
    if (NO_PERMISSION.test(why)) throw deployFaults.cloudflarePermission('change Workers');
    throw deployFaults.wranglerFailed('deploy', `${plainOutput}\n${why}`);
  }

  async #run(args: string[], env: Record<string, string>): Promise<Ran> {
    const script = join(this.#root, 'node_modules/wrangler/bin/wrangler.js');
    const given = Object.entries(env).filter(([, value]) => value !== '');
    const child = spawn(process.execPath, [script, ...args], {
      cwd: this.#root,
      env: { ...this.#env, ...QUIET, ...Object.fromEntries(given) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stop = (): void => void child.kill('SIGTERM');
    process.on('exit', stop);
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const [output, errors, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      ended,
    ]);
    process.off('exit', stop);
    return { code, output, errors };
  }
}

/** Wrangler may say something before its JSON. */
function jsonIn(output: string): unknown {
  try {
    return JSON.parse(output.slice(output.indexOf('{')));
  } catch {
    return null;
  }
}

// eslint-disable-next-line no-control-regex -- the escape character begins a colour
const withoutColours = (output: string): string => output.replace(/\u001b\[[0-9;]*m/g, '');
