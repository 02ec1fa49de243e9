import { handOver } from './bootstrap.mjs';

await handOver('scripts/restore.ts');
