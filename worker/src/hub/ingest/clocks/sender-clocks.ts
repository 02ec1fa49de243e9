import {
  LIMITS,
  sessionKeyOf,
  type StampedEvent,
  type TelemetryEvent,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import { fitsOffset, followLag, clockShifts, type Lag } from '../../../domain/clock-shifts.ts';
import { movedEvent, offsetOf } from '../../../domain/stamp-events.ts';
import type { IngestCall } from '../../rpc.ts';
import type { Named } from '../../state/named.ts';
import { readMeta, writeMeta } from '../../storage/storage.ts';
import { BoundedMap } from '../bounded-map.ts';

const META_NAME = 'clocks';
const storedSchema = z.array(z.tuple([z.string(), z.number()]));

/** A device's, a machine's, or, of a sender that names neither, a session's. */
type Clock = {
  /** To be added to its times; null: nothing reports, or it is right. */
  offset: number | null;
  lag: Lag | null;
  /** Events that were stored as old as they say, while nothing reported what the clock is. */
  stored: StampedEvent[];
};

type Arrival = { receivedAt: number; device: string | null };

/** An event of what was deleted is refused, and teaches nothing. */
type Judged = Arrival & { isDeleted: (event: TelemetryEvent) => boolean };

/**
 * What is known of the clocks of senders that don't say what theirs is, as OTLP has no place for it (rule
 * ING5). Three things tell a wrong clock from a late delivery: times that lie ahead; hooks and calls of
 * our tools, which have our clock and tell of the same prompt or tool call; and a lag that stays the
 * same. Offsets are stored when they change; the rest is memory: what is lost of it is found again.
 */
export class SenderClocks {
  readonly #sql: SqlStorage;
  readonly #clocks = new Map<string, Clock>();
  /** When prompts and tool calls were, by our clock. */
  readonly #moments = new BoundedMap<number>(LIMITS.clockMoments);
  /** Stored events whose moment nobody reported by our clock yet, and the clock that each was made by. */
  readonly #awaited = new Map<string, { name: string; event: StampedEvent }>();
  /** Clocks of stored events whose offset was just learned. */
  readonly #learned = new Set<string>();
  #storedEvents = 0;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const text = readMeta(sql, META_NAME);
    if (typeof text !== 'string') return;
    for (const [name, offset] of storedSchema.parse(JSON.parse(text))) {
      this.#clocks.set(name, { offset, lag: null, stored: [] });
    }
  }

  /** What to add to the time of each event of a call, beside what its own `sentAt` says. */
  shiftsOf(call: IngestCall, arrival: Judged): number[] {
    const { events, sentAt } = call;
    const shifts = events.map(() => 0);
    const sent = offsetOf({ sentAt, ...arrival });
    if (sentAt !== null && arrival.device !== null) this.#learnExactly(arrival.device, sent);
    for (const { name, isKnownBy, indices } of recordsOf(call, arrival)) {
      const ofGroup = indices.flatMap((at) => events[at] ?? []);
      const judged =
        isKnownBy === 'evidence'
          ? this.#shiftsOf({ name, events: ofGroup }, arrival)
          : aheadShifts(
              ofGroup.map(({ time }) => time + sent),
              arrival,
            );
      for (const [place, index] of indices.entries()) shifts[index] = judged[place] ?? 0;
    }
    return shifts;
  }

  /**
   * Called with the events of a call that were accepted. Events that were stored at a wrong time before, and whose right time is known
   * now: they are to be folded again.
   */
  taken(call: IngestCall, fresh: readonly StampedEvent[], arrival: Arrival): StampedEvent[] {
    for (const event of fresh) {
      const name = momentOf(event);
      const isOurs = event.source !== 'otlp' && (call.sentAt !== null || isNow(event));
      if (name !== null && isOurs) this.#recordMoment(name, event.time);
      const isOld = event.source === 'otlp' && event.clock === undefined && !isRecent(event);
      if (isOld && call.sentAt === null) this.#store(nameOf(call, event, arrival), event);
    }
    const names = [...this.#learned];
    this.#learned.clear();
    return names.flatMap((name) => this.#moved(name));
  }

  /**
   * Forgets the clocks of sessions that are deleted, and their events, which are not to be folded again. Which
   * machine is whose nobody knows: with a user all clocks go, and are learned again.
   */
  forget({ keys, users }: Named): void {
    const own = new Set([...keys].map(sessionName));
    const isDeleted = (event: StampedEvent): boolean => keys.has(keyOf(event));
    for (const [name, clock] of [...this.#clocks]) {
      if (users.size > 0 || own.has(name)) this.#forget(name);
      else if (clock.stored.some(isDeleted)) {
        const kept = this.#takeStored(clock).filter((event) => !isDeleted(event));
        for (const event of kept) this.#store(name, event);
      }
    }
    this.#save();
  }

  #shiftsOf(
    { name, events }: { name: string; events: readonly TelemetryEvent[] },
    { receivedAt, device }: Arrival,
  ): number[] {
    const clock = this.#clocks.get(name);
    const times = events.map(({ time }) => time);
    const exactly = (index: number): number | null => {
      const event = events[index];
      const moment = event === undefined ? null : momentOf(event);
      return moment === null ? null : (this.#moments.get(moment) ?? null);
    };
    const arrival = { times, receivedAt, exactly };
    const judged = clockShifts({
      ...arrival,
      known: clock?.offset ?? this.#offsetOfDevice(device),
    });
    const newest = Math.max(...times);
    if (judged.offset !== null) {
      this.#learn(name, judged.offset);
      return judged.shifts;
    }
    if (receivedAt - newest <= LIMITS.futureMs) return judged.shifts;
    const followed = followLag(clock?.lag ?? null, { newest, receivedAt });
    this.#clock(name).lag = followed.lag;
    if (followed.offset === null) return judged.shifts;
    this.#learn(name, followed.offset);
    return clockShifts({ ...arrival, known: followed.offset }).shifts;
  }

  /** By its own word, which its machine's clock may not be known by yet. */
  #offsetOfDevice(device: string | null): number | null {
    return device === null ? null : (this.#clocks.get(deviceName(device))?.offset ?? null);
  }

  #learnExactly(device: string, offset: number): void {
    const name = deviceName(device);
    if (offset !== 0 || this.#clocks.has(name)) this.#learn(name, offset);
  }

  #learn(name: string, senderTime: number): void {
    const offset = Math.abs(senderTime) <= LIMITS.clockSkewMs ? null : senderTime;
    const known = this.#clocks.get(name)?.offset ?? null;
    if (offset === null && known === null) {
      const clock = this.#clocks.get(name);
      if (clock !== undefined) clock.lag = null;
      return;
    }
    const clock = this.#clock(name);
    clock.lag = null;
    // By less it may differ from body to body.
    if (known !== null && offset !== null && Math.abs(known - offset) <= LIMITS.clockSkewMs) return;
    clock.offset = offset;
    this.#learned.add(name);
    this.#save();
  }

  /** The clock, as the one that was used last; that of the sender that was silent for longest makes room. */
  #clock(name: string): Clock {
    const clock = this.#clocks.get(name) ?? { offset: null, lag: null, stored: [] };
    this.#clocks.delete(name);
    this.#clocks.set(name, clock);
    const [oldest] = this.#clocks.keys();
    if (this.#clocks.size > LIMITS.clocksKept && oldest !== undefined) this.#forget(oldest);
    return clock;
  }

  #forget(name: string): void {
    const clock = this.#clocks.get(name);
    if (clock !== undefined) this.#takeStored(clock);
    this.#clocks.delete(name);
  }

  #recordMoment(name: string, at: number): void {
    if (this.#moments.has(name)) return;
    this.#moments.set(name, at);
    const awaited = this.#awaited.get(name);
    // What is reported by our clock long after the record came says nothing about it.
    if (awaited === undefined || at > awaited.event.receivedAt + LIMITS.clockSkewMs) return;
    this.#learn(awaited.name, at - awaited.event.time);
  }

  #store(name: string, event: StampedEvent): void {
    const clock = this.#clock(name);
    // The oldest make room: what they tell stays at the time that they say.
    for (const other of this.#clocks.values()) {
      if (this.#storedEvents < LIMITS.clockEvents) break;
      this.#takeStored(other);
    }
    clock.stored.push(event);
    this.#storedEvents++;
    const moment = momentOf(event);
    if (moment !== null) this.#awaited.set(moment, { name, event });
  }

  #moved(name: string): StampedEvent[] {
    const clock = this.#clocks.get(name);
    const offset = clock?.offset ?? null;
    if (clock === undefined || offset === null) return [];
    const stored = this.#takeStored(clock);
    return stored
      .filter(({ time, receivedAt }) => fitsOffset(time, { receivedAt, offset }))
      .map((event) => movedEvent(event, offset));
  }

  #takeStored(clock: Clock): StampedEvent[] {
    const { stored } = clock;
    clock.stored = [];
    this.#storedEvents -= stored.length;
    for (const event of stored) {
      const moment = momentOf(event);
      if (moment !== null) this.#awaited.delete(moment);
    }
    return stored;
  }

  #save(): void {
    const known = [...this.#clocks].flatMap(([name, { offset }]) =>
      offset === null ? [] : [[name, offset]],
    );
    writeMeta(this.#sql, META_NAME, JSON.stringify(known));
  }
}

/** What hooks, calls of our tools and OTLP tell of at one moment, each under the same id. */
function momentOf(event: TelemetryEvent): string | null {
  if (event.type === 'prompt') {
    return event.promptId === undefined ? null : `prompt ${event.sessionId} ${event.promptId}`;
  }
  if (event.type === 'tool.call') {
    return event.state === 'started' ? null : `tool ${event.toolUseId}`;
  }
  return event.source === 'mcp' && event.toolUseId !== undefined ? `tool ${event.toolUseId}` : null;
}

const isNow = ({ time, receivedAt }: StampedEvent): boolean =>
  Math.abs(receivedAt - time) <= LIMITS.clockSkewMs;

const isRecent = ({ time, receivedAt }: StampedEvent): boolean =>
  receivedAt - time <= LIMITS.futureMs;

const sessionName = (key: string): string => `session ${key}`;

const keyOf = ({ sessionId, device }: TelemetryEvent): string =>
  sessionKeyOf(sessionId, device ?? '');

const deviceName = (device: string): string => `device ${device}`;

function nameOf(
  { machines }: IngestCall,
  { sessionId }: TelemetryEvent,
  { device }: Arrival,
): string {
  const machine = machines?.[sessionId];
  if (machine !== undefined) return `machine ${machine}`;
  return device === null ? sessionName(sessionKeyOf(sessionId, '')) : deviceName(device);
}

type Group = {
  name: string;
  /** OTLP has no place for the sender's clock; who else sends may say it. */
  isKnownBy: 'evidence' | 'its sender';
  indices: number[];
};

/** Events of one clock and session, in the order in which they came. */
function recordsOf(call: IngestCall, arrival: Judged): Group[] {
  const groups = new Map<string, Group>();
  for (const [index, event] of call.events.entries()) {
    if (arrival.isDeleted(event)) continue;
    const isKnownBy = event.source === 'otlp' && call.sentAt === null ? 'evidence' : 'its sender';
    const name = nameOf(call, event, arrival);
    const key = `${isKnownBy} ${event.sessionId}`;
    const group = groups.get(key) ?? { name, isKnownBy, indices: [] };
    groups.set(key, group);
    group.indices.push(index);
  }
  return [...groups.values()];
}

/** Events that wait for their sender keep their distances when the clock that made them was ahead. */
function aheadShifts(times: readonly number[], { receivedAt }: Arrival): number[] {
  return clockShifts({ times, receivedAt, known: null, exactly: () => null }).shifts;
}
