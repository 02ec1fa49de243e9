import { z } from 'zod';

const advisorySchema = z.object({
  name: z.string(),
  title: z.string(),
  url: z.string(),
  severity: z.enum(['info', 'low', 'moderate', 'high', 'critical']),
  range: z.string(),
});

/** The part of `npm audit --json` that decides: by package, its advisories and where it lies. */
const reportSchema = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      // A text names the package through which another is met; that one stands for itself.
      via: z.array(z.union([z.string(), advisorySchema])),
      nodes: z.array(z.string()),
    }),
  ),
});

const failureSchema = z.object({ message: z.string() });

/** An advisory of one package; `id` is the last part of its address. */
export type Advisory = {
  id: string;
  package: string;
  title: string;
  severity: string;
  range: string;
  /** The folders of the versions that it is about. */
  paths: string[];
};

type AuditReport =
  { isAnswered: true; advisories: Advisory[] } | { isAnswered: false; why: string };

/** What the registry said, or why it said nothing; both are JSON on npm's output. */
export function parseAudit(output: string): AuditReport {
  const json = parsed(output);
  const report = reportSchema.safeParse(json);
  if (!report.success) {
    const failure = failureSchema.safeParse(json);
    return { isAnswered: false, why: failure.data?.message ?? 'npm audit gave no report' };
  }
  const grave = Object.values(report.data.vulnerabilities).flatMap(({ via, nodes }) =>
    via
      .filter((item) => typeof item !== 'string')
      .filter(({ severity }) => severity === 'high' || severity === 'critical')
      .map(({ name, title, url, severity, range }) => ({
        id: url.slice(url.lastIndexOf('/') + 1),
        package: name,
        title,
        severity,
        range,
        paths: nodes,
      })),
  );
  return { isAnswered: true, advisories: grave };
}

/** An advisory that was looked at and does no harm here, until a day. */
export const acceptedSchema = z.array(
  z.object({
    package: z.string(),
    advisory: z.string().startsWith('GHSA-'),
    /** Why it does no harm here. */
    reason: z.string().min(20),
    /** The day on which somebody has to look again, UTC. */
    until: z.iso.date(),
  }),
);
export type Accepted = z.output<typeof acceptedSchema>;

type AuditVerdict = {
  faults: string[];
  /** What is only said: advisories of build tools, entries that nothing needs any more. */
  notes: string[];
};

/** Judges grave advisories: those of shipped packages stop the check, unless they are accepted today. */
export function assessAdvisories(options: {
  advisories: readonly Advisory[];
  shipped: ReadonlySet<string>;
  accepted: Accepted;
  today: string;
}): AuditVerdict {
  const { advisories, shipped, accepted, today } = options;
  const verdict: AuditVerdict = { faults: [], notes: [] };
  for (const advisory of advisories) {
    const { id, title, severity, range } = advisory;
    const line = `${advisory.package} ${range}: ${severity}, ${title} (${id})`;
    const entry = accepted.find((item) => isFor(item, advisory));
    if (!advisory.paths.some((path) => shipped.has(path))) {
      verdict.notes.push(`a build tool: ${line}`);
    } else if (entry === undefined) {
      verdict.faults.push(line);
    } else if (entry.until < today) {
      verdict.faults.push(`${line}, accepted only until ${entry.until}`);
    } else {
      verdict.notes.push(`accepted until ${entry.until}: ${line}`);
    }
  }
  for (const item of accepted) {
    if (advisories.some((advisory) => isFor(item, advisory))) continue;
    verdict.notes.push(`no longer needed in accepted.json: ${item.package}, ${item.advisory}`);
  }
  return verdict;
}

const isFor = (item: Accepted[number], advisory: Advisory): boolean =>
  item.package === advisory.package && item.advisory === advisory.id;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
