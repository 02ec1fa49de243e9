import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { acceptedSchema, assessAdvisories, parseAudit } from './advisories.ts';
import { licenceFaults } from './licences.ts';
import { lockSchema, shippedPackages } from './shipped.ts';

const PATIENCE_MS = 12_000;
/** The lock file is all it reads; asked once, so that being offline costs nobody a minute. */
const NPM_AUDIT = ['audit', '--json', '--package-lock-only', '--fetch-retries=0'];

/**
 * Checks what is shipped: its licences against a list, and its known faults with the registry. A registry
 * that does not answer fails nothing, for one must be able to work offline; the closing line says so.
 * @returns a line for the summary
 */
export async function auditShipped(root: string, print: (line: string) => void): Promise<string> {
  const shipped = shippedPackages(lockSchema.parse(readJson(join(root, 'package-lock.json'))));
  const licences = licenceFaults(shipped);
  if (licences.length > 0) throw new Error(listOf('licences that are not allowed', licences));
  const count = `${String(shipped.length)} shipped packages`;

  const report = parseAudit(await npmAudit(root));
  if (!report.isAnswered) {
    return `${count}: licences checked; known faults NOT CHECKED, the registry gave no answer (${report.why}).`;
  }
  const { faults, notes } = assessAdvisories({
    advisories: report.advisories,
    shipped: new Set(shipped.map(({ path }) => path)),
    accepted: acceptedSchema.parse(readJson(join(import.meta.dirname, 'accepted.json'))),
    today: new Date().toISOString().slice(0, 10),
  });
  for (const note of notes) print(note);
  if (faults.length > 0) {
    throw new Error(
      listOf('known faults; move to a version without, or say why in accepted.json', faults),
    );
  }
  return `${count}: licences and known faults checked.`;
}

/** What npm prints; it ends with 1 both for a finding and for a registry that is away. */
async function npmAudit(root: string): Promise<string> {
  return await new Promise((resolve) => {
    execFile(
      'npm',
      NPM_AUDIT,
      { cwd: root, timeout: PATIENCE_MS, maxBuffer: 64 * 1024 * 1024 },
      (_, stdout) => {
        resolve(stdout);
      },
    );
  });
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

const listOf = (what: string, lines: readonly string[]): string =>
  [`${what}:`, ...lines].join('\n  ');
