import { join } from 'node:path';
import { buildStale } from './build/parts.ts';

/** `npm run build`: the client package, the dashboard and the Worker's bundle, where stale. */
await buildStale(join(import.meta.dirname, '..'), (part) => {
  console.log(`Building the ${part} …`);
});
