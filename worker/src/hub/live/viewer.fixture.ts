import {
  sessionSchema,
  serverFrameSchema,
  taskSchema,
  withFields,
  type Session,
  type PatchFrame,
  type ServerFrame,
  type Task,
  type Totals,
} from '@claude-monitor/protocol';
import { parseCursor } from '../../domain/cursor.ts';
import { KEY, type HubStub } from '../hub.fixture.ts';
import { CREDENTIAL_HEADER, type CredentialHash } from '../rpc.ts';

type Options = {
  hash?: CredentialHash;
  cursor?: string;
  /** Starts with what another viewer knew, at its position. */
  resume?: Viewer;
  /** Never acknowledges. */
  isMute?: boolean;
  /** Where its words go, if not to the object that its socket belongs to. */
  write?: (text: string) => void;
};

/** A browser in small: parses each frame, checks `from`, applies, acknowledges. */
export class Viewer {
  readonly frames: ServerFrame[] = [];
  sessions = new Map<string, Session>();
  tasks = new Map<string, Task>();
  totals: Totals | undefined;
  position: string | null = null;
  /** Patches that did not follow on what was applied last, and changes of what is not here. */
  missed = 0;
  closed: { code: number } | null = null;
  readonly ended: Promise<{ code: number }>;
  readonly socket: WebSocket;
  readonly #isMute: boolean;
  readonly #say: (text: string) => void;
  readonly #wakers = new Set<() => void>();

  constructor(socket: WebSocket, options: Options) {
    this.socket = socket;
    this.#isMute = options.isMute ?? false;
    this.#say = options.write ?? ((text) => socket.send(text));
    if (options.resume !== undefined) {
      this.sessions = new Map(options.resume.sessions);
      this.tasks = new Map(options.resume.tasks);
      this.position = options.resume.position;
    }
    this.ended = new Promise((resolve) => {
      socket.addEventListener('close', ({ code }) => {
        this.closed = { code };
        resolve({ code });
        for (const open of this.#wakers) open();
      });
    });
    socket.addEventListener('message', ({ data }) => {
      this.#apply(serverFrameSchema.parse(JSON.parse(String(data))));
      for (const open of this.#wakers) open();
    });
    socket.accept();
  }

  get seq(): number {
    return this.position === null ? 0 : (parseCursor(this.position)?.seq ?? 0);
  }

  /** Waits for frames until the state is as wanted. */
  async until(isReached: (viewer: Viewer) => boolean): Promise<void> {
    while (!isReached(this)) {
      if (this.closed !== null) throw new Error(`closed with ${String(this.closed.code)}`);
      await new Promise<void>((resolve) => {
        const open = (): void => {
          this.#wakers.delete(open);
          resolve();
        };
        this.#wakers.add(open);
      });
    }
  }

  close(): void {
    this.socket.close(1000);
  }

  #apply(frame: ServerFrame): void {
    this.frames.push(frame);
    if (frame.type === 'hello' || frame.type === 'gap') return;
    if (frame.type === 'patch') {
      if (frame.from !== this.position) this.missed++;
      for (const id of frame.removed.sessions) this.sessions.delete(id);
      for (const id of frame.removed.tasks) this.tasks.delete(id);
    } else if (frame.part === 0) {
      this.sessions.clear();
      this.tasks.clear();
    }
    for (const session of frame.sessions) this.sessions.set(session.id, session);
    for (const task of frame.tasks) this.tasks.set(task.id, task);
    if (frame.type === 'patch') this.#applyChanged(frame.changed);
    this.totals = frame.totals ?? this.totals;
    if (frame.type === 'snapshot' && frame.part < frame.parts - 1) return;
    this.position = frame.to;
    const isOpen = this.socket.readyState === WebSocket.OPEN;
    if (isOpen && !this.#isMute) this.#say(JSON.stringify({ type: 'ack', to: frame.to }));
  }

  #applyChanged(changed: PatchFrame['changed']): void {
    for (const { id, fields } of changed?.sessions ?? []) {
      const known = this.sessions.get(id);
      if (known === undefined) this.missed++;
      else this.sessions.set(id, sessionSchema.parse(withFields(known, fields)));
    }
    for (const { id, fields } of changed?.tasks ?? []) {
      const known = this.tasks.get(id);
      if (known === undefined) this.missed++;
      else this.tasks.set(id, taskSchema.parse(withFields(known, fields)));
    }
  }
}

export async function openViewer(hub: HubStub, options: Options = {}): Promise<Viewer> {
  const cursor = options.cursor ?? options.resume?.position ?? '';
  const answer = await hub.fetch(`https://hub/v1/live?cursor=${encodeURIComponent(cursor)}`, {
    headers: { upgrade: 'websocket', [CREDENTIAL_HEADER]: options.hash ?? KEY.hash },
  });
  if (answer.webSocket === null) throw new Error(`no socket: ${String(answer.status)}`);
  return new Viewer(answer.webSocket, options);
}
