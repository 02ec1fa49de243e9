import { handOver } from './bootstrap/hand-over.mjs';

await handOver('scripts/test/index.ts');
