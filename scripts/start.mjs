import { handOver } from './bootstrap.mjs';

await handOver('scripts/start.ts');
