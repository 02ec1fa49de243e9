import { isFollowed } from '@claude-monitor/protocol';
import type { Notice } from '../../domain/alerts/notice.ts';
import type { IncidentChange } from '../../domain/incidents/incident-record.ts';
import { pushNotice } from '../../domain/push/push-notice.ts';
import type { IncidentStore } from '../incidents/incident-store.ts';
import type { PushSubscriptions, StoredSubscription } from './subscriptions.ts';

type Deps = {
  subscriptions: PushSubscriptions;
  incidents: IncidentStore;
  now: () => number;
};

/** What browsers that follow incidents are told. */
export class Followers {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Browsers that are to be told of what was opened, each once, with the newest. */
  recipientsOf(changes: readonly IncidentChange[]): StoredSubscription[] {
    const opened = changes.filter(({ kind }) => kind === 'opened').map(({ incident }) => incident);
    if (opened.length === 0) return [];
    return this.#deps.subscriptions.all.filter((one) =>
      opened.some((incident) => isFollowed(one, incident)),
    );
  }

  /** The message as things stand when it is sent; null: nothing needs anybody any more. */
  noticeNow(id: string): Notice | null {
    const { subscriptions, incidents, now } = this.#deps;
    const followed = subscriptions.find(id);
    if (followed === null) return null;
    const { count, newest } = incidents.openOf(followed, now());
    return count === 0 ? null : pushNotice(count, followed.hasDetail ? newest : null, now());
  }
}
