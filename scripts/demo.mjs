import { handOver } from './bootstrap/hand-over.mjs';

await handOver('scripts/demo/index.ts');
