import { describe, expect, it } from 'vitest';
import { resolveAdminConfig } from './admin-config.ts';

const LOCAL = {
  url: 'http://127.0.0.1:8787',
  ingestKey: 'ingest',
  readKey: 'read',
  adminKey: 'admin',
};
const nothing = { flags: {}, env: {}, saved: null, local: null };

describe('the key that links are made with', () => {
  it('is the admin key of the clone, not the one that agents log with', () => {
    const env = { CLAUDE_MONITOR_URL: LOCAL.url, CLAUDE_MONITOR_KEY: 'ingest' };
    expect(resolveAdminConfig({ ...nothing, env, local: LOCAL }).destination?.key).toBe('admin');
  });

  it('is the one that is named, before any other', () => {
    const env = { CLAUDE_MONITOR_URL: 'https://m.example', CLAUDE_MONITOR_ADMIN_KEY: 'mine' };
    expect(resolveAdminConfig({ ...nothing, env, local: LOCAL }).destination).toMatchObject({
      url: 'https://m.example',
      key: 'mine',
    });
    const flags = { url: 'https://m.example', key: 'flag' };
    expect(resolveAdminConfig({ ...nothing, env, flags }).destination?.key).toBe('flag');
  });

  it('never goes to another monitor than its own', () => {
    const env = { CLAUDE_MONITOR_URL: 'https://m.example' };
    expect(resolveAdminConfig({ ...nothing, env, local: LOCAL }).destination).toBeNull();
  });

  it('is the only key there is, where that is all: the monitor says what it may', () => {
    const saved = { url: 'https://m.example', key: 'saved' };
    expect(resolveAdminConfig({ ...nothing, saved }).destination?.key).toBe('saved');
  });
});
