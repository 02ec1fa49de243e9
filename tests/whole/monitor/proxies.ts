import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'node:tls';
import { findOrFetchProxies } from '../../../scripts/test/proxies.ts';

const DOCS = join(import.meta.dirname, '../../../docs/PROXIES.md');
const PATIENCE_MS = 15_000;
const RETRY_MS = 50;

/** The name that certificates are for; the browser is reported where it leads. */
export const HOST = 'monitor.test';

export type Proxy = { stop: () => Promise<void> };

/** `publicPort` is where browsers come in, `port` where the monitor listens, `folder` the proxy's own. */
export type ProxyOptions = {
  publicPort: number;
  port: number;
  folder: string;
  /** Changes the documented lines: Host kept, or written again. */
  change?: (lines: string) => string;
};

/** The lines of a language in the page about proxies. */
function documented(language: string): string {
  const page = readFileSync(DOCS, 'utf8');
  const lines = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1];
  if (lines === undefined) throw new Error(`no lines of ${language} in docs/PROXIES.md`);
  return lines;
}

/** Debian's Caddy with the documented lines; it makes its certificates itself. */
export async function startCaddy(options: ProxyOptions): Promise<Proxy> {
  const { publicPort, port, folder, change = (lines) => lines } = options;
  const site = change(documented('caddyfile'))
    .replace('monitor.example.com {', `https://${HOST}:${String(publicPort)} {\n  tls internal`)
    .replaceAll('127.0.0.1:8787', `127.0.0.1:${String(port)}`);
  const storage = join(folder, 'caddy');
  const file = join(folder, 'Caddyfile');
  mkdirSync(storage, { recursive: true });
  writeFileSync(
    file,
    `{\n  admin off\n  auto_https disable_redirects\n  skip_install_trust\n  storage file_system ${storage}\n}\n${site}`,
  );
  const { caddy } = findOrFetchProxies();
  const args = ['run', '--config', file, '--adapter', 'caddyfile'];
  const env = { ...process.env, HOME: folder };
  const child = spawn(caddy, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  return await listening(child, publicPort);
}

/** Debian's nginx with the documented lines and a certificate that Caddy made in the same folder. */
export async function startNginx(options: ProxyOptions): Promise<Proxy> {
  const { publicPort, port, folder, change = (lines) => lines } = options;
  const certificate = join(folder, 'caddy/certificates/local', HOST, HOST);
  const site = change(documented('nginx'))
    .replace('listen 443 ssl', `listen 127.0.0.1:${String(publicPort)} ssl`)
    .replace('server_name monitor.example.com', `server_name ${HOST}`)
    .replace('/etc/ssl/monitor.example.com.crt', `${certificate}.crt`)
    .replace('/etc/ssl/monitor.example.com.key', `${certificate}.key`)
    .replaceAll('127.0.0.1:8787', `127.0.0.1:${String(port)}`);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, `nginx-${name}`)};`)
    .join('\n');
  const file = join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off;\nmaster_process off;\npid ${join(folder, 'nginx.pid')};\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n${paths}\n${site}}\n`,
  );
  const { nginx } = findOrFetchProxies();
  const child = spawn(nginx, ['-p', folder, '-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  return await listening(child, publicPort);
}

async function listening(child: ChildProcess, port: number): Promise<Proxy> {
  let output = '';
  child.stderr?.on('data', (text: Buffer) => (output += text.toString('utf8')));
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the proxy does not listen:\n${output}`);
    }
    await delay(RETRY_MS);
  }
  return {
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** By a whole handshake: Caddy listens before it has made its certificate. */
async function answers(port: number): Promise<boolean> {
  const socket = connect({
    host: '127.0.0.1',
    port,
    servername: HOST,
    rejectUnauthorized: false,
  });
  try {
    await once(socket, 'secureConnect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
