import { handOver } from './bootstrap/hand-over.mjs';

await handOver('scripts/smoke/index.ts');
