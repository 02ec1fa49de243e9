/** Writes a failure to the log by its name; messages stay out, they may hold input (rule SHR4). */
export function report(failed: string, error: unknown, detail: Record<string, string> = {}): void {
  const name = error instanceof Error ? error.name : typeof error;
  console.error(JSON.stringify({ failed, name, ...detail }));
}
