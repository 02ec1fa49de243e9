import { LIMITS, type StampedEvent } from '@claude-monitor/protocol';
import { z } from 'zod';
import type { Alerts } from '../alerts/alerts.ts';
import type { WasteWatch } from '../waste/waste-watch.ts';
import type { Journal } from './journal.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { report } from '../report.ts';
import { setAside } from './set-aside.ts';
import { readMeta, textOf, writeMeta } from '../storage/storage.ts';

type Deps = {
  sql: SqlStorage;
  journal: Journal;
  workspaceState: WorkspaceState;
  alerts: Alerts;
  waste: WasteWatch;
};

/** What is about to be folded: how many events from which seq, and how often that was cut short. */
const stepSchema = z.object({ from: z.number(), events: z.number(), deaths: z.number() });
type Step = z.infer<typeof stepSchema>;

/** The stored step, an empty text when none is under way. */
const META_STEP = 'replay';
const NO_STEP = '';
/** After a step that was cut short, this part of it is tried. */
const SHRINK = 8;
/** A single event that is there each time the hub dies: a restart by chance is not its fault. */
const DEATHS_OF_ONE = 3;

/**
 * Folds what came after the last checkpoint (rules HUB3, HUB8), in steps of a bounded number of events.
 * Each is announced in storage before it begins and ends with a checkpoint, so a hub that is killed in
 * mid-replay goes on from there. At each `yield` the caller makes durable what was written. A step that
 * was announced and never ended is tried again in smaller parts, down to one event; one that the hub does
 * not survive is set aside.
 */
export function* replay({
  sql,
  journal,
  workspaceState,
  alerts,
  waste,
}: Deps): Generator<undefined> {
  const waiting = eventsAfter(journal, workspaceState.progress.foldedSeq);
  let next = waiting.next();
  let step = next.done === true ? null : firstStep(sql, next.value.seq);
  while (step !== null && next.done !== true) {
    writeMeta(sql, META_STEP, JSON.stringify(step));
    yield;
    const isGuilty = step.deaths >= DEATHS_OF_ONE;
    if (isGuilty) {
      const { seq, event } = next.value;
      report('replay', new Error('an event was set aside'), { type: event.type });
      setAside(sql, { seq, type: event.type, at: event.receivedAt });
      workspaceState.passOver(seq);
      next = waiting.next();
    }
    for (let left = isGuilty ? 0 : step.events; left > 0 && next.done !== true; left--) {
      const { seq, event } = next.value;
      workspaceState.take(seq, event);
      alerts.observe(seq, event);
      waste.observe(seq, event);
      next = waiting.next();
    }
    if (next.done === true && !isGuilty) break;
    // As after a commit: what a checkpoint covers is not held against the rules again.
    alerts.folded();
    // Nobody watches yet: what a frame would say is not gathered from step to step.
    workspaceState.takeChanges();
    workspaceState.checkpoint();
    if (next.done === true) break;
    const events = Math.min(step.events * SHRINK, LIMITS.replayStepEvents);
    step = { from: next.value.seq, events, deaths: 0 };
  }
  if (step !== null) writeMeta(sql, META_STEP, NO_STEP);
  alerts.woke();
}

/** Where a step from this seq was cut short, a smaller one. */
function firstStep(sql: SqlStorage, from: number): Step {
  const stored = readMeta(sql, META_STEP);
  const before =
    stored === null || stored === NO_STEP ? null : stepSchema.parse(JSON.parse(textOf(stored)));
  if (before?.from !== from) return { from, events: LIMITS.replayStepEvents, deaths: 0 };
  if (before.events === 1) return { ...before, deaths: before.deaths + 1 };
  return { from, events: Math.ceil(before.events / SHRINK), deaths: 0 };
}

function* eventsAfter(
  journal: Journal,
  foldedSeq: number,
): Generator<{ seq: number; event: StampedEvent }, undefined> {
  for (const row of journal.after(foldedSeq)) {
    for (const [index, event] of row.events.entries()) {
      const seq = row.firstSeq + index;
      if (event !== null && seq > foldedSeq) yield { seq, event };
    }
  }
}
