import { z } from 'zod';

/** The part of Vitest's JSON report that decides. */
const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  /** A file that does not load has no failed test, only this. */
  numFailedTestSuites: z.number(),
});

export type Verdict = { line: string; fault: string | null };

/** The closing line of a test run, and what is wrong with it. A skipped test is a failure. */
export function verdictOf(report: unknown): Verdict {
  const counts = reportSchema.parse(report);
  const { numPassedTests: passed, numFailedTests: failed } = counts;
  const left = counts.numPendingTests + counts.numTodoTests;
  const line = `${String(passed)} passed, ${String(failed)} failed`;
  if (failed > 0 || counts.numFailedTestSuites > 0) return { line, fault: 'tests failed' };
  if (left > 0) return { line, fault: `${String(left)} tests were skipped, and none may be` };
  if (passed === 0) return { line, fault: 'no test ran' };
  return { line, fault: null };
}
