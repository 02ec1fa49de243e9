import type { DeliveryFailure, IncidentState } from '@claude-monitor/protocol';
import type { Notice } from '../domain/alerts/notice.ts';

export type Rendered = {
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer>;
  /** Where it is not posted to the channel's URL as it is. */
  to?: { method: 'POST' | 'PATCH'; url: string } | undefined;
};

/** What a platform said, its text cut. */
export type Answer = { status: number; text: string };

export type Envelope = {
  /** Delivery id: the same however often it is sent. */
  id: string;
  pageUrl: string;
  /** Signs a generic webhook; of a Slack app, the token of its bot. */
  secret: string | null;
  /** Where the bot of a Slack app posts. */
  slackChannel: string | null;
  now: number;
  /** The incident that it tells of; null: it is about none. */
  incident: { id: string; state: IncidentState } | null;
  /** Acknowledges that incident; null where there is nothing to acknowledge. */
  acknowledgeUrl: string | null;
  /** The platform's id of the message to change; null: a new one is sent. */
  edits: string | null;
  /** The monitor's own address. */
  origin: string;
  /** What a message for a browser is encrypted and signed with; null for other receivers. */
  push: {
    keys: { p256dh: string; auth: string };
    vapid: { publicKey: string; privateKey: string };
  } | null;
};

export type Fault = {
  code: DeliveryFailure;
  /** Nothing would be different the next time. */
  isFinal: boolean;
};

/** By its status it was taken, by its words it was not. */
export const NOT_CONFIRMED: Fault = { code: 'bad_answer', isFinal: false };

export type Form = {
  /** Between two messages. */
  pauseMs: number;
  /**
   * What becomes of a message when its incident changes: it is changed itself, or its receiver is told of what
   * people did; where a platform can do neither, only the end is sent.
   */
  follows: 'edited' | 'told' | 'end only';
  /** `url`: of the channel. */
  render(notice: Notice, envelope: Envelope, url: string): Promise<Rendered>;
  /** The line in the thread of a message that was changed, sent once the change was taken; null: none is due. */
  inThread?(notice: Notice, envelope: Envelope, url: string): Rendered | null;
  /** Null when an answer below 400 says that the message was taken. */
  faultOf(answer: Answer): Fault | null;
  /** The id of the message that an answer names, by which it can be changed. */
  messageOf?(answer: Answer): string | null;
};
