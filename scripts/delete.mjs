import { handOver } from './bootstrap.mjs';

await handOver('scripts/delete.ts');
