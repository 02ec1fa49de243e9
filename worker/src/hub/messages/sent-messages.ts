import { LIMITS } from '@claude-monitor/protocol';
import type { Notice } from '../../domain/alerts/notice.ts';
import { textOf } from '../storage/storage.ts';

/** The newest message about one thing in one channel. */
export type SentMessage = {
  channel: string;
  /** What it is about, under a cooldown one thing. */
  key: string;
  incident: string | null;
  /** The platform's id of it, where it has one and the message can be changed by it; null: not known. */
  ref: string | null;
  /** As it was put on its way last. */
  notice: Notice;
};

type State = Pick<SentMessage, 'ref' | 'notice'>;

/**
 * Messages that may be updated, so that what becomes of an incident changes the message that told of it. Stored
 * in one turn with the outbox. Bounded: the oldest make room, and an update of one of them is a new message.
 */
export class SentMessages {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** A new message takes the place of the former one about the same thing. */
  add({ channel, key, incident, ref, notice }: SentMessage): void {
    this.#sql.exec('delete from sent_message where channel = ? and key = ?', channel, key);
    this.#sql.exec(
      'insert into sent_message (channel, key, incident, state) values (?, ?, ?, ?)',
      channel,
      key,
      incident,
      JSON.stringify({ ref, notice }),
    );
    this.#sql.exec(
      `delete from sent_message where line <=
         (select line from sent_message order by line desc limit 1 offset ?)`,
      LIMITS.sentMessagesKept,
    );
  }

  find(channel: string, key: string): SentMessage | null {
    const found = this.#sql.exec(
      'select * from sent_message where channel = ? and key = ?',
      channel,
      key,
    );
    return [...found].map(fromRow)[0] ?? null;
  }

  ofIncident(incident: string): SentMessage[] {
    return [...this.#sql.exec('select * from sent_message where incident = ?', incident)].map(
      fromRow,
    );
  }

  save({ channel, key, ref, notice }: SentMessage): void {
    this.#sql.exec(
      'update sent_message set state = ? where channel = ? and key = ?',
      JSON.stringify({ ref, notice }),
      channel,
      key,
    );
  }

  forgetChannel(channel: string): void {
    this.#sql.exec('delete from sent_message where channel = ?', channel);
  }

  forget(isMeant: (message: SentMessage) => boolean): void {
    for (const message of [...this.#sql.exec('select * from sent_message')].map(fromRow)) {
      if (!isMeant(message)) continue;
      const { channel, key } = message;
      this.#sql.exec('delete from sent_message where channel = ? and key = ?', channel, key);
    }
  }
}

function fromRow(row: Record<string, SqlStorageValue>): SentMessage {
  // Written by this class alone and migrated by version, so its shape is known.
  const { ref, notice } = JSON.parse(textOf(row['state'])) as State;
  const incident = row['incident'];
  return {
    channel: textOf(row['channel']),
    key: textOf(row['key']),
    incident: typeof incident === 'string' ? incident : null,
    ref,
    notice,
  };
}
