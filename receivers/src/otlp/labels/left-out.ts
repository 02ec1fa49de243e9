import { senderOf } from '../../agents/sender.ts';
import { recordNotRead } from '../../agents/unknown.ts';
import { recordUnknown } from '../../unknown-names.ts';
import type { Attributes } from '../attributes.ts';
import type { OtlpBatch } from '../batch.ts';
import type { Origin } from '../records.ts';
import { labelsLeftOut } from './labels.ts';

/** A resource is read once for each request, and what it leaves out is said once. */
const SAID = new WeakSet<Attributes>();

/** Says which labels of a resource its records did not get, because an event has room for no more. */
export function recordLabelsLeftOut(
  batch: OtlpBatch,
  from: number,
  { origin }: { origin: Origin },
) {
  const { resource } = origin;
  if (batch.events.length === from || SAID.has(resource)) return;
  SAID.add(resource);
  for (const name of labelsLeftOut(resource)) {
    recordUnknown(batch.unknown, { ...senderOf(origin), kind: 'attribute', name });
    recordNotRead(batch, name);
  }
}
