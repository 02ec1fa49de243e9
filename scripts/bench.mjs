import { handOver } from './bootstrap/hand-over.mjs';

await handOver('bench/index.ts');
