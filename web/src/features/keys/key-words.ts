import { SCOPES, type Key, type Scope } from '@claude-monitor/protocol/api/index';
import { agoToTheHour } from '../../lib/format/time.ts';
import * as shared from '../../lib/texts.ts';
import * as texts from './texts.ts';

export const mayWords = (scopes: readonly Scope[]): string =>
  SCOPES.filter((scope) => scopes.includes(scope))
    .map((scope) => texts.SCOPE_WORDS[scope].may)
    .join(', ');

export const lastUsedWords = (key: Key, now: number): string =>
  key.lastUsedAt === null ? texts.neverUsed : agoToTheHour(now - key.lastUsedAt);

type Revocation = {
  key: Key;
  /** This browser's login was made with it. */
  isOwn: boolean;
  isLastAdmin: boolean;
};

export function revocationOf(key: Key, keys: readonly Key[], own: string): Revocation {
  const others = keys.filter(({ id }) => id !== key.id);
  const isAdmin = key.scopes.includes('admin');
  const isLastAdmin = isAdmin && others.every(({ scopes }) => !scopes.includes('admin'));
  return { key, isOwn: key.id === own, isLastAdmin };
}

/** What stops when a key is revoked; the worst first. */
export function revokeEffects({ key, isOwn, isLastAdmin }: Revocation): string[] {
  const { scopes } = key;
  return [
    isOwn ? texts.stopsOwnLogin : null,
    isLastAdmin ? texts.stopsLastAdmin : null,
    scopes.includes('read') ? texts.stopsDashboards : null,
    scopes.includes('ingest') ? texts.stopsEvents : null,
    scopes.includes('admin') && !isOwn ? texts.stopsAdmin : null,
  ].filter((words) => words !== null);
}

/** What is wrong with a wish for a key, by field; nothing where it may be made. */
export function keyInputFaults({ name, scopes }: { name: string; scopes: readonly Scope[] }): {
  name?: string;
  scopes?: string;
} {
  return {
    ...(name.trim() === '' ? { name: shared.enterName } : {}),
    ...(scopes.length === 0 ? { scopes: texts.scopesMissing } : {}),
  };
}
