import type { UnknownName } from '@claude-monitor/protocol';
import { recordUnknown } from '../unknown-names.ts';
import type { Attributes } from './attributes.ts';
import { isKnownAttribute } from './claude-code-names.ts';
import type { Origin } from './records.ts';
import { clientOf } from './sender.ts';

export function recordUnknownAttributes(
  list: UnknownName[],
  attributes: Attributes,
  origin: Origin,
): void {
  const client = clientOf(origin);
  for (const name of attributes.keys()) {
    // What the resource says is copied to each record: it is the user's own, and known.
    if (isKnownAttribute(name) || origin.resource.has(name)) continue;
    recordUnknown(list, { ...client, kind: 'attribute', name });
  }
}
