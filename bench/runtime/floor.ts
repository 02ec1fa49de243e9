import { join } from 'node:path';
import type { Target } from '../load/post.ts';
import { bundle, compatibilityDate } from './bench-monitor.ts';
import { serve } from './workerd.ts';

const FLOORS = join(import.meta.dirname, '../floors');

type Floor = { target: Target; pid: number; close(): Promise<void> };

/** Starts a bare Worker and its object, the least that can be done with the same request. */
export async function startFloor(
  name: 'call' | 'insert' | 'otlp',
  workFolder: string,
): Promise<Floor> {
  const path = await bundle(join(FLOORS, `${name}.js`), join(workFolder, `floor-${name}.js`));
  const worker = await serve(
    {
      name: `floor-${name}`,
      modules: [{ name: 'floor.js', path }],
      objects: { BARE: 'Bare' },
      compatibilityDate: compatibilityDate(),
    },
    workFolder,
  );
  // The floor is sent the same bytes, a credential of the usual length with them.
  const bearer = `cm.bench.${'x'.repeat(33)}.${'x'.repeat(13)}`;
  return {
    target: { port: worker.port, path: '/', bearer },
    pid: worker.pid,
    close: () => worker.close(),
  };
}
