import { describe, it } from 'vitest';
import { STORAGE_CONTRACT } from '../testing/storage-contract.fixture.ts';
import { memoryStorage } from './memory.ts';

describe('[HUB3] storage in memory', () => {
  it.each(Object.entries(STORAGE_CONTRACT))('%s', (_, check) => {
    check(memoryStorage());
  });
});
