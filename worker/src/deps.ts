import type { z } from 'zod';
import type {
  Card,
  ErrorGroup,
  errorsQuerySchema,
  eventsQuerySchema,
  SessionAnswer,
  sessionsQuerySchema,
  storedEventSchema,
  Task,
  tasksQuerySchema,
  UsageAnswer,
  usageQuerySchema,
} from '@claude-monitor/protocol';
import type { DeploySecrets } from './domain/credential.ts';
import type { Report } from './http/errors.ts';
import type { HubRpc } from './hub/rpc.ts';

/** A workspace's hub, as the HTTP side sees it; `fetch` takes the upgrade of a live viewer. */
export type HubStub = HubRpc & { fetch(request: Request): Promise<Response> };

type Page<Item> = { items: Item[]; next: string | null };

/** The questions that libSQL answers; how fresh the answer is, the hub says (rule STO9). */
export type History = {
  sessions(workspace: string, query: z.output<typeof sessionsQuerySchema>): Promise<Page<Card>>;
  /** Null: no such session. */
  session(
    workspace: string,
    id: string,
  ): Promise<Pick<SessionAnswer, 'session' | 'tasks' | 'usage'> | null>;
  tasks(workspace: string, query: z.output<typeof tasksQuerySchema>): Promise<Page<Task>>;
  usage(
    workspace: string,
    query: z.output<typeof usageQuerySchema>,
  ): Promise<Omit<UsageAnswer, 'asOf' | 'fresh'>>;
  errors(workspace: string, query: z.output<typeof errorsQuerySchema>): Promise<Page<ErrorGroup>>;
  events(
    workspace: string,
    query: z.output<typeof eventsQuerySchema>,
  ): Promise<Page<z.output<typeof storedEventSchema>>>;
};

/** The built dashboard and the packed client. */
export type Assets = { fetch(request: Request): Promise<Response> };

/** All that the HTTP side needs of the world. */
export type Deps = {
  secrets: DeploySecrets;
  /** Hosts that may be asked for; null where the platform already routes by host (rule SHR6). */
  allowedHosts: ReadonlySet<string> | null;
  hub(workspace: string): HubStub;
  history: History;
  assets: Assets;
  /** Epoch ms. */
  now(): number;
  randomBytes(count: number): Uint8Array;
  report: Report;
};
