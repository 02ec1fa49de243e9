import { AppError, isModelName, type PageAddress, type Showable } from '@claude-monitor/protocol';

const NAMED: readonly { parameter: string; what: Showable }[] = [
  { parameter: 'agent', what: 'agents' },
  { parameter: 'project', what: 'projects' },
  { parameter: 'user', what: 'people' },
];

/**
 * Refuses a page that a redacted link can't open on: its filters would name what the link hides, and history
 * refuses to be asked by them.
 */
export function refuseHiddenFilters(
  { query }: PageAddress,
  { isRedacted, shows }: { isRedacted: boolean; shows: readonly Showable[] },
): void {
  if (!isRedacted) return;
  const params = new URLSearchParams(query);
  const hidden = NAMED.find(
    ({ parameter, what }) => params.has(parameter) && !shows.includes(what),
  );
  if (hidden !== undefined) {
    throw refusal(`This view filters by ${hidden.parameter}: allow ${hidden.what}, or remove it.`);
  }
  if (params.has('q') || params.has('label')) {
    throw refusal('A redacted link can’t search by text or label: remove that from the view.');
  }
  if (!params.getAll('model').every(isModelName)) {
    throw refusal('This view filters by a model whose name a redacted link hides.');
  }
}

const refusal = (message: string): AppError =>
  new AppError('invalid_body', message, { path: 'opens.query' });
