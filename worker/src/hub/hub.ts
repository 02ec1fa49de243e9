import { DurableObject } from 'cloudflare:workers';
import { LIMITS, PING, PONG } from '@claude-monitor/protocol';
import type { ProbeMinute } from '../domain/uptime/probe-minutes.ts';
import { parseLocation } from '../domain/location.ts';
import { listPrice } from '../domain/pricing/pricing.ts';
import { objectNamed } from '../object-named.ts';
import type { Writer } from '../store/writes/writer.ts';
import { alertDepsOf, type AlertEnv } from './alerts/alert-deps.ts';
import { refuse, type Refusal } from './auth/access.ts';
import { openHub, openInSteps, provision, type HubDeps, type OpenHub } from './open-hub.ts';
import {
  runCommand,
  type CommandArgs,
  type CommandName,
  type CommandValue,
  type HubRpc,
} from './commands.ts';
import { addBootstrapKey } from './commands/keys.ts';
import { within } from './flush/within.ts';
import { clearHeldProbes, commitProbe, heldProbes, holdProbe } from './probed.ts';
import { report } from './report.ts';
import type { Answer, CredentialHash, NewKey, MaintenanceRpc, ProbeRpc } from './rpc.ts';
import { endExpired, nextExpiryOf } from './share/link-caller.ts';
import { refusedUpgrade } from './live/refused-upgrade.ts';
import { NewerStorage } from './storage/migrations.ts';
import { acceptViewer } from './upgrade.ts';

type HubEnv = AlertEnv & {
  WRITER: DurableObjectNamespace<Writer>;
  HUB_LOCATION?: unknown;
};

/** A link that is made meanwhile lives longer than this. */
const ALARM_MS = LIMITS.linkMinMs / 2;

/**
 * One workspace: makes events durable, folds them, fans them out, and sends them on to libSQL. This
 * class is the shell: it knows the platform; what it is asked stands in the table of commands.
 */
export class Hub extends DurableObject<HubEnv> implements HubRpc, MaintenanceRpc, ProbeRpc {
  /** Null: never provisioned. */
  #hub: OpenHub | null = null;
  /** Why it does not open: it was written by a later version, and is not touched. */
  #newer: Refusal | null = null;

  constructor(ctx: DurableObjectState, env: HubEnv) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    try {
      openInSteps(this.#deps(), (hub) => {
        this.#hub = hub;
        hub?.maintenance.resume();
        hub?.reports.resume();
        hub?.budgets.start();
      });
    } catch (error) {
      if (!(error instanceof NewerStorage)) throw error;
      this.#newer = refuse('newer_storage', error.message);
    }
  }

  async provision(workspace: string, key: NewKey): Promise<Answer<{ created: boolean }>> {
    if (this.#newer !== null) return this.#newer;
    const created = this.#hub === null;
    if (created) provision(this.ctx, workspace, Date.now());
    const hub = (this.#hub ??= openHub(this.#deps()));
    if (hub === null) return refuse('unavailable', 'The workspace couldn’t be created. Try again.');
    const added = addBootstrapKey(hub, key);
    await hub.sync();
    return added.ok ? { ok: true, value: { created } } : added;
  }

  async runMaintenance(): Promise<void> {
    await this.#hub?.maintenance.run();
  }

  async ping(): Promise<void> {
    await Promise.resolve();
  }

  async commitProbe(at: number): Promise<void> {
    await commitProbe(this.ctx.storage, at);
  }

  async holdProbe(minute: ProbeMinute): Promise<void> {
    await holdProbe(this.ctx.storage, minute);
  }

  async heldProbes(): Promise<ProbeMinute[]> {
    return await heldProbes(this.ctx.storage);
  }

  async clearHeldProbes(): Promise<void> {
    await clearHeldProbes(this.ctx.storage);
  }

  async call<Name extends CommandName>(
    hash: CredentialHash,
    name: Name,
    ...args: CommandArgs<Name>
  ): Promise<Answer<CommandValue<Name>>> {
    if (this.#newer !== null) return this.#newer;
    return await runCommand({ hub: this.#hub, hash }, name, ...args);
  }

  override fetch(request: Request): Response {
    if (this.#newer !== null) return refusedUpgrade(this.#newer.error);
    return acceptViewer(this.#hub, request, this.ctx);
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#hub?.viewers.receive(socket, message);
  }

  override webSocketClose(socket: WebSocket): void {
    this.#hub?.viewers.closed(socket);
  }

  override webSocketError(socket: WebSocket): void {
    this.#hub?.viewers.closed(socket);
  }

  override async alarm(): Promise<void> {
    const hub = this.#hub;
    if (hub === null) return;
    endExpired(hub, Date.now());
    // It says first that the alarm rang; a flush may then take its time.
    const flushed = hub.flushScheduler.onAlarm();
    ringAlerts(hub);
    hub.maintenance.start();
    hub.reports.start();
    hub.budgets.start();
    const nextExpiry = nextExpiryOf(hub, Date.now());
    if (nextExpiry !== Infinity) await hub.alarm.ringBy(nextExpiry);
    // The next alarm does not ring before this one has ended: a flush that hangs is not waited for.
    this.ctx.waitUntil(flushed);
    const waitMs = Math.min(ALARM_MS, Math.max(0, nextExpiry - Date.now()));
    await within(waitMs, flushed, undefined);
  }

  #deps(): HubDeps {
    const location = parseLocation(this.env.HUB_LOCATION) ?? null;
    return {
      ctx: this.ctx,
      writer: () => objectNamed(this.env.WRITER, 'main', location),
      reads: () => objectNamed(this.env.WRITER, 'main', location),
      priceOf: listPrice(),
      now: () => Date.now(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      alertDeps: alertDepsOf(this.env),
      journalCap: { bytes: LIMITS.journalBytes, events: LIMITS.journalEvents },
    };
  }
}

/** A fault in what the clock gives to send keeps none of the alarm's other work from starting. */
function ringAlerts({ alerts }: OpenHub): void {
  try {
    alerts.onAlarm();
  } catch (error) {
    report('alarm', error);
  }
}
