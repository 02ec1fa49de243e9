import type { Followed, PushAnswer, PushSubscriptionView } from '@claude-monitor/protocol/api/push';
import { AdminList } from '../../lib/admin/admin-list.svelte.ts';
import { refusalWords } from '../../lib/admin/refusal-words.ts';
import {
  FOLLOW_CHANGED,
  NOTHING_CHOSEN,
  storedFollow,
  storeFollow,
} from '../../lib/incidents/page-notices.ts';
import { requestPermission, browserName, subscribe, unsubscribe } from './browser-push.ts';
import { fetchPush, follow, testFollow, unfollow } from './push-api.ts';
import * as texts from './texts.ts';

/** Which of the key's browsers this one is; kept in the browser. */
const OWN_ID = 'claude-monitor.push-id';

/** What this browser follows: by push, or while a page is open where it reaches no push service. */
export class Notifications {
  readonly list = new AdminList<PushAnswer>(() => fetchPush(fetch));
  readonly #storage: Storage | null;
  #ownId = $state.raw<string | null>(null);
  #onPages = $state.raw<Followed | null>(null);

  constructor(storage: Storage | null) {
    this.#storage = storage;
    this.#ownId = storage?.getItem(OWN_ID) ?? null;
    this.#onPages = storedFollow(storage);
  }

  /** Of this browser, at its push service. */
  get own(): PushSubscriptionView | null {
    return this.list.answer?.items.find(({ id }) => id === this.#ownId) ?? null;
  }

  get others(): PushSubscriptionView[] {
    return this.list.answer?.items.filter(({ id }) => id !== this.#ownId) ?? [];
  }

  get followed(): Followed {
    return this.own ?? this.#onPages ?? NOTHING_CHOSEN;
  }

  get mode(): 'push' | 'pages' | 'off' {
    if (this.own !== null) return 'push';
    return this.#onPages === null ? 'off' : 'pages';
  }

  /** Why it is not on; null: it is. */
  async turnOn(wanted: Followed): Promise<string | null> {
    const permission = await requestPermission();
    if (permission.name !== 'granted') return texts[permission.name];
    const { answer } = this.list;
    const subscribed = answer === null ? null : await subscribe(answer);
    if (subscribed === null) {
      this.#followOnPages(wanted);
      return null;
    }
    const name = browserName(navigator.userAgent);
    const outcome = await follow({ ...wanted, name, ...subscribed }, fetch);
    if (outcome.name !== 'done') return refusalWords(outcome);
    this.#followOnPages(null);
    this.#keep(outcome.value.id);
    await this.list.read();
    return null;
  }

  async turnOff(): Promise<string | null> {
    this.#followOnPages(null);
    if (this.#ownId === null) return null;
    await unsubscribe();
    const fault = await this.remove(this.#ownId);
    if (fault === null) this.#keep(null);
    return fault;
  }

  async remove(id: string): Promise<string | null> {
    const outcome = await unfollow(id, fetch);
    if (outcome.name !== 'done' && outcome.name !== 'gone') return refusalWords(outcome);
    await this.list.read();
    return null;
  }

  /** How a test went, in words. */
  async test(id: string): Promise<string> {
    const outcome = await testFollow(id, fetch);
    await this.list.read();
    if (outcome.name !== 'done') return refusalWords(outcome);
    return outcome.value.state === 'delivered' ? texts.testSent : texts.testFailed;
  }

  #keep(id: string | null): void {
    this.#ownId = id;
    if (id === null) this.#storage?.removeItem(OWN_ID);
    else this.#storage?.setItem(OWN_ID, id);
  }

  #followOnPages(followed: Followed | null): void {
    this.#onPages = followed;
    storeFollow(this.#storage, followed);
    window.dispatchEvent(new Event(FOLLOW_CHANGED));
  }
}
