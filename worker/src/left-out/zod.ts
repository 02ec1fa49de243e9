/**
 * In the place of `zod` in the Worker's bundle: all of it but its messages in sixty languages, 38 KiB gzip, which
 * nobody reads here. `zod` gives them out with its namespace `z`, so a bundler can't tell that they are unused.
 */
import * as z from './zod-parts.ts';

export * from './zod-parts.ts';
export { z, z as default };
