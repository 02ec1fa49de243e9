import type {
  ChannelChange,
  DeliveriesQuery,
  Rule,
  RuleChange,
  RuleKind,
} from '@claude-monitor/protocol';
import {
  changeChannel,
  changeRuleOf,
  createChannel,
  deleteChannel,
  listChannels,
  listDeliveries,
  previewRuleOf,
  retryDelivery,
  testChannel,
  type NewChannel,
} from '../alerts/calls.ts';
import type { Answer } from '../rpc.ts';
import { auditedChange, change, query, type Call } from './command.ts';

type Admin = Call<'admin'>;

export const ALERT_COMMANDS = {
  createChannel: auditedChange({
    scope: 'admin',
    audit: 'channel_created',
    run: ({ hub }: Admin, channel: NewChannel) => createChannel(hub.alerts, channel, hub.now()),
  }),
  listChannels: query({ scope: 'admin', run: ({ hub }) => listChannels(hub.alerts) }),
  changeChannel: auditedChange({
    scope: 'admin',
    audit: 'channel_changed',
    run: ({ hub }: Admin, id: string, wanted: ChannelChange) =>
      changeChannel(hub.alerts, id, wanted),
  }),
  deleteChannel: auditedChange({
    scope: 'admin',
    audit: 'channel_removed',
    run: ({ hub }: Admin, id: string) => deleteChannel(hub.alerts, id),
  }),
  testChannel: change({
    scope: 'admin',
    run: ({ hub }: Admin, id: string) => testChannel(hub.alerts, id, hub.now()),
  }),
  listRules: query({
    scope: 'admin',
    run: ({ hub }): Answer<Rule[]> => ({ ok: true, value: hub.alerts.settings.rules }),
  }),
  changeRule: auditedChange({
    scope: 'admin',
    audit: 'rule_changed',
    run: ({ hub }: Admin, id: string, wanted: RuleChange) => changeRuleOf(hub.alerts, id, wanted),
  }),
  previewRule: query({
    scope: 'admin',
    run: ({ hub }: Admin, kind: RuleKind, wanted: RuleChange) =>
      previewRuleOf(hub.alerts, { kind, change: wanted, now: hub.now() }),
  }),
  listDeliveries: query({
    scope: 'admin',
    run: ({ hub }: Admin, wanted: DeliveriesQuery) => listDeliveries(hub.alerts, wanted),
  }),
  retryDelivery: change({
    scope: 'admin',
    run: ({ hub }: Admin, id: string) => retryDelivery(hub.alerts, id, hub.now()),
  }),
};
