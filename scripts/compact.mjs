import { handOver } from './bootstrap.mjs';

await handOver('scripts/compact.ts');
