import type { ChildProcess } from 'node:child_process';

const children = new Set<ChildProcess>();

/** Sees to it that a child ends with this process, however it ends. */
export function own<Child extends ChildProcess>(child: Child): Child {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

export async function end(child: ChildProcess): Promise<void> {
  if (!children.has(child)) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

export async function endAll(): Promise<void> {
  await Promise.all([...children].map(end));
}

// Nothing here holds data that is worth an orderly end; only synchronous work survives an exit.
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143));
}
