import { handOver } from './bootstrap/hand-over.mjs';

await handOver('scripts/compact/index.ts');
