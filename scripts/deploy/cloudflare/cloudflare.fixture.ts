import { z } from 'zod';
import { startFakeApi, type RecordedRequest, type FakeApi } from '../fake-api.fixture.ts';

const bindingSchema = z
  .object({ type: z.string(), name: z.string(), text: z.string().optional() })
  .loose();
const metadataSchema = z.object({
  bindings: z.array(bindingSchema),
  keep_bindings: z.array(z.string()),
});

export type Binding = z.infer<typeof bindingSchema>;

export type CloudflareState = {
  token: string;
  tokenStatus: string;
  /** Tokens belong to a user or to an account. */
  tokenOf: '/user' | '/accounts/acc1';
  /** Names of permission groups; null: the token may not read them. */
  permissions: string[] | null;
  accounts: { id: string; name: string }[];
  maySeeWorkers: boolean;
  mayChangeWorkers: boolean;
  subdomain: string | null;
  workers: Map<string, Binding[]>;
};

export const TOKEN = 'a-cloudflare-token';

/**
 * Stands for Cloudflare's API as its documentation says it answers, and as wrangler needs it to upload:
 * it keeps what a Worker is given. It runs none.
 */
export async function startCloudflare(
  changes: Partial<CloudflareState> = {},
): Promise<FakeApi & { state: CloudflareState }> {
  const state: CloudflareState = {
    token: TOKEN,
    tokenStatus: 'active',
    tokenOf: '/user',
    permissions: null,
    accounts: [{ id: 'acc1', name: 'Acme' }],
    maySeeWorkers: true,
    mayChangeWorkers: true,
    subdomain: 'acme',
    workers: new Map(),
    ...changes,
  };
  const server = await startFakeApi((request) => answer(state, request));
  return { ...server, state };
}

type Reply = { status: number; body: unknown };

const ok = (result: unknown): Reply => ({
  status: 200,
  body: { success: true, errors: [], messages: [], result },
});
const refuse = (status: number, code: number, message: string): Reply => ({
  status,
  body: { success: false, errors: [{ code, message }], messages: [], result: null },
});
const notFound = (): Reply => refuse(404, 10007, 'This Worker does not exist on your account.');
const noPermission = (): Reply => refuse(403, 10000, 'Authentication error');

function answer(state: CloudflareState, request: RecordedRequest): Reply {
  const { path } = request;
  if (request.bearer !== state.token && request.bearer !== 'assets-jwt') {
    return refuse(401, 1000, 'Invalid API Token');
  }
  if (path === '/accounts') return ok(state.accounts);
  if (path.endsWith('/tokens/verify')) {
    return path.startsWith(state.tokenOf)
      ? ok({ id: 't1', status: state.tokenStatus })
      : refuse(401, 1000, 'Invalid API Token');
  }
  if (path.endsWith('/tokens/t1')) {
    if (state.permissions === null)
      return refuse(403, 9109, 'Unauthorized to access requested resource');
    const groups = state.permissions.map((name, index) => ({ id: String(index), name }));
    return ok({ id: 't1', policies: [{ effect: 'allow', permission_groups: groups }] });
  }
  const [, workers] = path.split('/workers/', 2);
  if (workers === undefined) return notFound();
  return state.maySeeWorkers ? answerOfWorkers(state, request) : noPermission();
}

function answerOfWorkers(state: CloudflareState, request: RecordedRequest): Reply {
  const rest = request.path.slice(request.path.indexOf('/workers/') + '/workers/'.length);
  const [kind = '', name = '', what = ''] = rest.split('/');
  if (request.method !== 'GET' && !state.mayChangeWorkers) return noPermission();
  if (kind === 'subdomain') {
    return state.subdomain === null
      ? refuse(404, 10007, 'You need a workers.dev subdomain')
      : ok({ subdomain: state.subdomain });
  }
  if (kind === 'workers') {
    return ok({ id: 'w1', name, subdomain: { enabled: true, previews_enabled: false } });
  }
  if (kind === 'scripts' && name === '') return ok([...state.workers.keys()].map((id) => ({ id })));
  if (request.method === 'PUT' && what === '') return uploaded(state, name, request.body);
  if (what === 'assets-upload-session') return ok({ jwt: 'assets-jwt', buckets: [] });
  if (what === 'subdomain') return ok({ enabled: true, previews_enabled: false });
  const bindings = state.workers.get(name);
  if (bindings === undefined) return what === 'secrets' ? ok([]) : notFound();
  if (what === 'settings') {
    // Values of secrets are never given back.
    return ok({
      bindings: bindings.map((it) => (it.type === 'secret_text' ? { ...it, text: undefined } : it)),
    });
  }
  if (what === 'secrets') return ok(bindings.filter(({ type }) => type === 'secret_text'));
  if (what === 'deployments') return ok({ deployments: [] });
  if (kind === 'services') {
    return ok({
      id: name,
      default_environment: {
        environment: 'production',
        script: { last_deployed_from: 'wrangler', tag: null },
      },
    });
  }
  return ok({});
}

/** Takes an upload: its bindings, and of those before it the kinds that it keeps. */
function uploaded(state: CloudflareState, name: string, body: Buffer): Reply {
  const text = body.toString('utf8');
  const start = text.indexOf('{', text.indexOf('name="metadata"'));
  const metadata = metadataSchema.parse(JSON.parse(text.slice(start, text.indexOf('\r\n', start))));
  const given = new Set(metadata.bindings.map((it) => it.name));
  const kept = (state.workers.get(name) ?? []).filter(
    (it) => metadata.keep_bindings.includes(it.type) && !given.has(it.name),
  );
  state.workers.set(name, [...kept, ...metadata.bindings]);
  return ok({ id: name, etag: 'e', startup_time_ms: 5, deployment_id: 'd1', has_preview: false });
}
