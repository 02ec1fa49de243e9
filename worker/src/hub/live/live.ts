import { PATCH_FORMS } from '@claude-monitor/protocol';
import { NameCache } from '../../share/names-of.ts';
import type { Grant } from '../../share/grant.ts';
import type { IncidentStore } from '../incidents/incident-store.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { audienceTag } from './audience-tag.ts';
import type { LiveBounds } from './bounds.ts';
import { RateBudget } from './rate-budget.ts';
import { Broadcaster, type NewViewer } from './broadcaster.ts';
import type { Viewers } from './viewers.ts';

type Deps = {
  workspaceState: WorkspaceState;
  incidents: IncidentStore;
  viewers: Viewers;
  bounds: LiveBounds;
  workspace: string;
  now: () => number;
  grantOf: (link: string) => Grant | null;
};

/** Sends viewers what changes: keys first, then links, each at their own pace (rules HUB4, HUB8). */
export class Live {
  readonly #deps: Deps;
  readonly #keys: Broadcaster;
  readonly #links: Broadcaster;

  constructor(deps: Deps) {
    this.#deps = deps;
    const { workspaceState, viewers, bounds, now, grantOf } = deps;
    // What changed before the hub slept was framed then; a viewer that stands elsewhere sees it by
    // `from` and comes back with its cursor.
    workspaceState.takeChanges();
    const names = new NameCache();
    this.#keys = new Broadcaster({ ...deps, names, budget: null });
    this.#links = new Broadcaster({
      ...deps,
      names,
      budget: new RateBudget(bounds.linkBytes, now()),
    });
    for (const form of PATCH_FORMS) {
      this.#keys.open({ grant: null, form });
      for (const link of viewers.links) {
        const grant = grantOf(link);
        if (grant === null || viewers.of(audienceTag(grant, form)).length === 0) continue;
        this.#links.open({ grant, form }).open();
      }
    }
  }

  get snapshots(): number {
    return this.#keys.snapshots + this.#links.snapshots;
  }

  /** Called after each commit was folded, with the number of lines it made. */
  changed(lines: number): void {
    const changes = this.#deps.workspaceState.takeChanges();
    this.#keys.changed(changes, lines);
    this.#links.changed(changes, lines);
  }

  connect(socket: WebSocket, arrival: NewViewer): void {
    const { link } = arrival.viewer;
    if (link === null) this.#keys.connect(socket, arrival);
    // As it was made: what it shows now may have another id, and all its viewers are one audience.
    else
      this.#links.connect(socket, {
        ...arrival,
        grant: this.#deps.grantOf(link) ?? arrival.grant,
      });
  }
}
