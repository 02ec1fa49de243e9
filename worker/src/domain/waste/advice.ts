import type { WasteKind } from '@claude-monitor/protocol';

/** What to do about a kind of waste, for people. */
export const WASTE_ADVICE: Readonly<Record<WasteKind, string>> = {
  repeated_reads:
    'Have agents note what they learn of a file, split long sessions by task, and compact less: after a compaction files are read again.',
  cache_misses:
    'Look for what changes at the beginning of the context: a time in the system prompt, tools or MCP servers that come and go, edits of CLAUDE.md while a session runs.',
  expired_context:
    'Answer waiting sessions sooner, or end them and start anew with a summary: coming back to a large context after its cache expired pays for all of it again.',
  hour_cache:
    'Have the cache kept for five minutes only where sessions are short or never rest: an hour costs more to write, and pays when a session comes back after five minutes.',
  retries:
    'Give agents the command that works, for example in CLAUDE.md, and have them stop after two failures of the same call.',
  failed_tasks:
    'Open the dearest of them, and split or describe such tasks in more detail before they are tried again.',
};
