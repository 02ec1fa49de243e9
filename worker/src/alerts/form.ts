import type { DeliveryFailure } from '@claude-monitor/protocol';
import type { Notice } from '../domain/alerts/notice.ts';

export type Rendered = { headers: Record<string, string>; body: string };

/** What a platform said, its text cut. */
export type Answer = { status: number; text: string };

export type Envelope = {
  /** Delivery id: the same however often it is sent. */
  id: string;
  pageUrl: string;
  /** Signs a generic webhook. */
  secret: string | null;
  now: number;
};

export type Form = {
  /** Between two messages. */
  pauseMs: number;
  render(notice: Notice, envelope: Envelope): Promise<Rendered>;
  /** Null when an answer below 400 says that the message was taken. */
  failureOf(answer: Answer): DeliveryFailure | null;
};
