import { z } from 'zod';

/** The part of Vitest's JSON report that decides. */
const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  /** A file that does not load has no failed test, only this. */
  numFailedTestSuites: z.number(),
  /** Vitest ended with an error: of tests, or outside of them. */
  hasFailed: z.boolean(),
});

export type Verdict = { line: string; fault: string | null };

type Report = z.infer<typeof reportSchema>;

/** The closing line of runs of tests, and what is wrong with them. A skipped test is a failure. */
export function verdictOf(runs: readonly unknown[]): Verdict {
  const reports = runs.map((run) => reportSchema.parse(run));
  const total = (of: (report: Report) => number): number =>
    reports.reduce((sum, report) => sum + of(report), 0);
  const failed = total(({ numFailedTests }) => numFailedTests);
  const line = `${String(total(({ numPassedTests }) => numPassedTests))} passed, ${String(failed)} failed`;
  const left = total(({ numPendingTests, numTodoTests }) => numPendingTests + numTodoTests);
  if (failed > 0 || total(({ numFailedTestSuites }) => numFailedTestSuites) > 0)
    return { line, fault: 'tests failed' };
  if (left > 0) return { line, fault: `${String(left)} tests were skipped, and none may be` };
  if (reports.some(({ numPassedTests }) => numPassedTests === 0))
    return { line, fault: 'no test ran' };
  if (reports.some(({ hasFailed }) => hasFailed)) return { line, fault: 'errors outside of tests' };
  return { line, fault: null };
}
