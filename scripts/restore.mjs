import { handOver } from './bootstrap/hand-over.mjs';

await handOver('scripts/restore/index.ts');
