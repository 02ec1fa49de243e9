import type { Incident } from '@claude-monitor/protocol';
import { FORMS } from '../../alerts/platform.ts';
import { changedNotice } from '../../domain/alerts/changed-notice.ts';
import type { Notice } from '../../domain/alerts/notice.ts';
import type { SentMessage, SentMessages } from './sent-messages.ts';
import type { AlertSettings, StoredChannel } from '../alerts/settings.ts';

type Deps = {
  settings: AlertSettings;
  sentMessages: SentMessages;
  /** Puts the message on its way, in place of one about the same thing that still waits. */
  put: (channel: StoredChannel, notice: Notice, about: SentMessage) => void;
};

/** `acted`: people did something about it; else its reason changed, which only a message that is edited says. */
export function updateMessages(
  { settings, sentMessages, put }: Deps,
  incident: Incident,
  { isActed, now }: { isActed: boolean; now: number },
): void {
  for (const message of sentMessages.ofIncident(incident.id)) {
    const channel = settings.channel(message.channel);
    if (channel === null) continue;
    const { follows } = FORMS[channel.kind];
    if (follows === 'end only' || (follows === 'told' && !isActed)) continue;
    const notice = changedNotice(message.notice, incident, { shows: channel.shows, now });
    if (notice === null) continue;
    sentMessages.save({ ...message, notice });
    put(channel, notice, message);
  }
}
