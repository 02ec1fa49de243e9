import { NOT_CONFIGURED } from '@claude-monitor/protocol/client-faults';
import { z } from 'zod';

/** Where events go, and which of the ways to say so it came from. */
export type Destination = {
  url: string;
  key: string;
  /** Asked with, where it is another one: a key for agents need not read. */
  readKey?: string;
  origin: string;
};
export type Config = { destination: Destination | null; problem: string | null };
export type Flags = { url?: string | undefined; key?: string | undefined };
export type Env = Readonly<Record<string, string | undefined>>;

type Found = {
  url?: string | undefined;
  key?: string | undefined;
  readKey?: string | undefined;
  origin: string;
};

const savedSchema = z.object({
  url: z.string(),
  key: z.string(),
  readKey: z.string().optional(),
});
const localSchema = z.object({
  url: z.string(),
  ingestKey: z.string(),
  readKey: z.string().optional(),
});

/** What documentation and pages write where the reader's own key belongs. */
const PLACEHOLDER = /^(?:YOUR_\w+|\$\w*KEY|<.*>|\u2026|\.\.\.)$/i;

/**
 * URL and key from flags, then environment, then the saved file, then `local.json` of the clone.
 * A file is used for both or, for the one that is missing, only when it names the same URL: a key
 * must never go to a server that it was not made for.
 */
export function resolveConfig(input: {
  flags: Flags;
  env: Env;
  saved: unknown;
  local: unknown;
}): Config {
  const { flags, env } = input;
  const stated: Found = {
    url: nonEmpty(flags.url) ?? nonEmpty(env['CLAUDE_MONITOR_URL']),
    key: nonEmpty(flags.key) ?? nonEmpty(env['CLAUDE_MONITOR_KEY']),
    readKey: nonEmpty(env['CLAUDE_MONITOR_READ_KEY']),
    origin: (nonEmpty(flags.url) ?? nonEmpty(flags.key)) ? 'flags' : 'environment',
  };
  if (stated.url !== undefined && stated.key !== undefined) return checked(stated);
  for (const file of [savedOf(input.saved), localOf(input.local)]) {
    if (file === null) continue;
    if (stated.url === undefined) {
      return checked({ ...file, ...defined({ ...stated, url: undefined }) });
    }
    if (normalUrl(file.url) === normalUrl(stated.url))
      return checked({ ...file, ...defined(stated) });
  }
  if (stated.url !== undefined) return refused(`No key for ${stated.url}. Set CLAUDE_MONITOR_KEY.`);
  return refused(
    stated.key === undefined ? NOT_CONFIGURED : 'A key but no URL. Set CLAUDE_MONITOR_URL.',
  );
}

export const nonEmpty = (value: string | undefined): string | undefined =>
  value === undefined || value.trim() === '' ? undefined : value.trim();

const refused = (problem: string): Config => ({ destination: null, problem });

function checked(found: Found): Config {
  const url = normalUrl(found.url ?? '');
  if (url === null) return refused(`Not an http or https URL: ${found.url ?? ''}`);
  const { key = '', readKey, origin } = found;
  if (PLACEHOLDER.test(key)) {
    return refused(`The key is a placeholder (${key}). Replace it with your own.`);
  }
  const reads = readKey === undefined ? {} : { readKey };
  return { destination: { url, key, ...reads, origin }, problem: null };
}

function normalUrl(text: string | undefined): string | null {
  if (text === undefined || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.username !== '') return null;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function savedOf(file: unknown): Found | null {
  const parsed = savedSchema.safeParse(file);
  return parsed.success ? { ...parsed.data, origin: 'saved file' } : null;
}

function localOf(file: unknown): Found | null {
  const parsed = localSchema.safeParse(file);
  if (!parsed.success) return null;
  const { url, ingestKey: key, readKey } = parsed.data;
  return { url, key, readKey, origin: 'local.json' };
}

const defined = (stated: Found): Omit<Partial<Destination>, 'origin'> => ({
  ...(stated.url === undefined ? {} : { url: stated.url }),
  ...(stated.key === undefined ? {} : { key: stated.key }),
  ...(stated.readKey === undefined ? {} : { readKey: stated.readKey }),
});
