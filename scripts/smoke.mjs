import { handOver } from './bootstrap.mjs';

await handOver('scripts/smoke.ts');
