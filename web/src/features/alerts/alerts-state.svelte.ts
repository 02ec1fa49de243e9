import type {
  Channel,
  ChannelChange,
  DeliveriesAnswer,
  Delivery,
  DeliveryState,
  Rule,
  RuleChange,
} from '@claude-monitor/protocol/api/alerts';
import { LIMITS } from '@claude-monitor/protocol/limits';
import type { AdminOutcome, AdminTrouble } from '../../lib/api/admin.ts';
import * as api from './alerts-api.ts';
import { AdminList } from '../../lib/admin/admin-list.svelte.ts';
import { previewWords, testWords } from './alert-words.ts';
import { refusalWords } from '../../lib/admin/refusal-words.ts';

/** Channels, rules and messages, and what is done to them; each act answers in words, for people. */
export class AlertsState {
  shown = $state<DeliveryState | null>(null);
  limit = $state<number>(LIMITS.defaultPageItems);
  readonly channels: AdminList<{ items: Channel[] }>;
  readonly rules: AdminList<{ items: Rule[] }>;
  readonly deliveries: AdminList<DeliveriesAnswer>;
  readonly #fetch: typeof fetch;

  constructor(fetchFrom: typeof fetch) {
    this.#fetch = fetchFrom;
    this.channels = new AdminList(() => api.fetchChannels(fetchFrom));
    this.rules = new AdminList(() => api.fetchRules(fetchFrom));
    this.deliveries = new AdminList(() =>
      api.fetchDeliveries({ state: this.shown, limit: this.limit }, fetchFrom),
    );
  }

  get trouble(): AdminTrouble | null {
    return this.channels.trouble ?? this.rules.trouble ?? this.deliveries.trouble;
  }

  get isReading(): boolean {
    return this.channels.isReading || this.rules.isReading || this.deliveries.isReading;
  }

  get isPending(): boolean {
    const items = this.deliveries.answer?.items ?? [];
    return items.some(({ state }) => state === 'queued' || state === 'retrying');
  }

  readAll(): void {
    void this.rules.read();
    this.readChanging();
  }

  readChanging(): void {
    void this.channels.read();
    void this.deliveries.read();
  }

  async add(input: api.ChannelInput): Promise<AdminOutcome<api.MadeChannel>> {
    const outcome = await api.addChannel(input, this.#fetch);
    // Of one that is not answered it is not known whether it was added: the list says it.
    void this.channels.read();
    return outcome;
  }

  /** Why it was not changed; null when it was. */
  async change({ id }: Channel, change: ChannelChange): Promise<string | null> {
    const outcome = await api.changeChannel(id, change, this.#fetch);
    await this.channels.read();
    return outcome.name === 'done' ? null : refusalWords(outcome);
  }

  async test({ id }: Channel): Promise<string> {
    const outcome = await api.testChannel(id, this.#fetch);
    this.readChanging();
    return outcome.name === 'done' ? testWords(outcome.value) : refusalWords(outcome);
  }

  /** Why it was not removed; null when it is gone. */
  async remove({ id }: Channel): Promise<string | null> {
    const outcome = await api.removeChannel(id, this.#fetch);
    if (outcome.name !== 'done' && outcome.name !== 'gone') return refusalWords(outcome);
    await this.channels.read();
    this.readAll();
    return null;
  }

  /** Why it was not saved; null when it was. */
  async save({ id }: Rule, change: RuleChange): Promise<string | null> {
    const outcome = await api.changeRule(id, change, this.#fetch);
    if (outcome.name !== 'done') return refusalWords(outcome);
    await this.rules.read();
    return null;
  }

  /** How often the rule would have fired, in words. */
  async preview({ id }: Rule, change: RuleChange): Promise<string> {
    const outcome = await api.previewRule(id, change, this.#fetch);
    return outcome.name === 'done' ? previewWords(outcome.value) : refusalWords(outcome);
  }

  /** Answers why it is not sent again; null when it is. */
  async retry({ id }: Delivery): Promise<string | null> {
    const outcome = await api.retryDelivery(id, this.#fetch);
    await this.deliveries.read();
    return outcome.name === 'done' ? null : refusalWords(outcome);
  }
}
