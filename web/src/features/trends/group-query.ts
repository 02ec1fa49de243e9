import { labelKeyOf } from '@claude-monitor/protocol/labels';
import { carried } from '../../lib/filters/carried.ts';
import type { By } from './trends-address.ts';

type Group = {
  by: By;
  /** As `idOf` made it: of sessions and tasks the internal id, as JSON. */
  id: string;
  name: string;
  query: Pick<URLSearchParams, 'getAll'>;
  address: (path: string) => string;
};

/** Where a group leads: to its session or task, else to the sessions it stands for. */
export function groupQuery({ by, id, name, query, address }: Group): string | null {
  const kept = new URLSearchParams(carried(query));
  switch (by) {
    case 'session':
      return address(`/sessions/${encodeURIComponent(textOf(id))}`);
    case 'task':
      return address(`/tasks?task=${encodeURIComponent(textOf(id))}`);
    case 'agent':
    case 'model':
    case 'project':
    case 'user':
      kept.delete(by);
      kept.append(by, name);
      return address(`/sessions?${kept.toString()}`);
    default:
      kept.append('label', `${labelKeyOf(by) ?? ''}:${name}`);
      return address(`/sessions?${kept.toString()}`);
  }
}

function textOf(json: string): string {
  const value: unknown = JSON.parse(json);
  return typeof value === 'string' ? value : '';
}
