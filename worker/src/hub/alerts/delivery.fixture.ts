import { TIME } from '@claude-monitor/protocol';
import { eventsOf, failure, type AlertCore } from './alerts.fixture.ts';
import { listChannels } from './calls.ts';

export const { minuteMs: MINUTE, hourMs: HOUR } = TIME;

export const reportOne = (core: AlertCore): Promise<void> =>
  core.ingest([eventsOf(core)('a', 'error', failure)]);

export const channelOf = (core: AlertCore) => {
  const channels = listChannels(core.hub.alerts);
  return channels.ok ? channels.value[0] : undefined;
};
