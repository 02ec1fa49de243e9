import { handOver } from './bootstrap.mjs';

await handOver('scripts/verify.ts');
