import { handOver } from './bootstrap/hand-over.mjs';

await handOver('scripts/delete/index.ts');
