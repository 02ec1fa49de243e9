import * as texts from './texts.ts';

const FAMILY_PREFIX = 'claude-';
const RELEASE_DATE = /-\d{8}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const INSTALL_ID = /^[0-9a-f]{32,}$/i;

/** A model's name without what all of them share: `claude-sonnet-4-5-20250929` is `sonnet-4-5`. */
export function shortModel(model: string): string {
  const bare = model.replace(RELEASE_DATE, '');
  return bare.startsWith(FAMILY_PREFIX) ? bare.slice(FAMILY_PREFIX.length) : bare;
}

/** A session id for people: what they chose, or the first part of a universal id. */
export function shortSessionId(sessionId: string): string {
  return UUID.test(sessionId) ? sessionId.slice(0, 8) : sessionId;
}

/** A user for people: their name, or the first part of what a client without a login is known by. */
export function shortUser(user: string): string {
  return INSTALL_ID.test(user) || UUID.test(user) ? texts.userNumber(user.slice(0, 8)) : user;
}
