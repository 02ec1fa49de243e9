import {
  channelSchema,
  LIMITS,
  RULE_KINDS,
  ruleSchema,
  type Channel,
  type Rule,
  type RuleKind,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import { defaultRule } from '../../domain/alerts/rules.ts';
import { isLabelOf, type Named } from '../state/named.ts';
import { textOf } from '../storage/storage.ts';
import { StoredList } from '../storage/stored-list.ts';

const storedChannelSchema = channelSchema.extend({
  url: z.string(),
  /** Signs a generic webhook; of a Slack app, the token of its bot. */
  secret: z.string().nullable(),
  /** Where the monitor is seen from: for links to its pages. */
  origin: z.string(),
  /** Nothing is sent before; epoch ms. */
  notBefore: z.number(),
});

/** A channel with what is never shown of it. */
export type StoredChannel = z.infer<typeof storedChannelSchema>;

export class AlertSettings {
  readonly #sql: SqlStorage;
  readonly #channels: StoredList<StoredChannel>;
  readonly #rules = new Map<RuleKind, Rule>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#channels = new StoredList(sql, 'channel', storedChannelSchema);
    for (const row of sql.exec('select state from rule')) {
      const rule = ruleSchema.parse(JSON.parse(textOf(row['state'])));
      this.#rules.set(rule.kind, rule);
    }
  }

  /** The oldest first. */
  get channels(): StoredChannel[] {
    return this.#channels.all;
  }

  get hasChannels(): boolean {
    return this.#channels.count > 0;
  }

  get isFull(): boolean {
    return this.#channels.count >= LIMITS.channelsPerWorkspace;
  }

  /** Since when there is anybody to send; epoch ms. */
  get since(): number {
    return Math.min(...this.channels.map(({ createdAt }) => createdAt));
  }

  channel(id: string): StoredChannel | null {
    return this.#channels.find(id);
  }

  saveChannel(channel: StoredChannel): void {
    this.#channels.save(channel);
  }

  /** Removes a channel, also from the rules that name it; null when there is none. */
  deleteChannel(id: string): StoredChannel | null {
    const channel = this.channel(id);
    if (channel === null) return null;
    this.#channels.delete(id);
    for (const rule of this.rules) {
      if (rule.channels?.includes(id) !== true) continue;
      this.saveRule({ ...rule, channels: rule.channels.filter((one) => one !== id) });
    }
    return channel;
  }

  get rules(): Rule[] {
    return RULE_KINDS.map((kind) => this.rule(kind));
  }

  rule(kind: RuleKind): Rule {
    const known = this.#rules.get(kind) ?? defaultRule(kind);
    this.#rules.set(kind, known);
    return known;
  }

  saveRule(rule: Rule): void {
    this.#rules.set(rule.kind, rule);
    this.#sql.exec(
      `insert into rule (id, state) values (?, ?)
       on conflict (id) do update set state = excluded.state`,
      rule.id,
      JSON.stringify(rule),
    );
  }

  /** Takes labels that name what is deleted out of rules; one that was of nothing else is switched off. */
  forget(named: Named): void {
    for (const rule of this.#rules.values()) {
      const labels = rule.filters.labels.filter((label) => !isLabelOf(label, named));
      if (labels.length === rule.filters.labels.length) continue;
      const isOn = rule.isOn && labels.length > 0;
      this.saveRule({ ...rule, isOn, filters: { ...rule.filters, labels } });
    }
  }

  /** The channels that get the alerts of a rule. */
  channelsOf(kind: RuleKind): StoredChannel[] {
    const { channels } = this.rule(kind);
    return channels === null ? this.channels : channels.flatMap((id) => this.channel(id) ?? []);
  }
}

export function publicPart(channel: StoredChannel): Channel {
  const { url: _, secret: _s, origin: _o, notBefore: _n, ...shown } = channel;
  return shown;
}
