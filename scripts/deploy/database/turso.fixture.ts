import { z } from 'zod';
import { startFakeApi, type RecordedRequest, type FakeApi } from '../fake-api.fixture.ts';

const groupSchema = z.object({ name: z.string(), location: z.string() });
const newDatabaseSchema = z.object({
  name: z.string().regex(/^[a-z0-9-]{1,64}$/),
  group: z.string(),
});

export type TursoState = {
  token: string;
  organizations: string[];
  groups: z.infer<typeof groupSchema>[];
  databases: { name: string; group: string }[];
  maxGroups: number;
  mayCreate: boolean;
  /** What a new database answers at; with `?tls=0` a libSQL server of this machine. */
  hostOf: (name: string, region: string) => string;
};

export const TURSO_TOKEN = 'a-turso-token';

/** Stands for Turso's Platform API as its documentation says it answers. */
export async function startTurso(
  changes: Partial<TursoState> = {},
): Promise<FakeApi & { state: TursoState }> {
  const state: TursoState = {
    token: TURSO_TOKEN,
    organizations: ['acme'],
    groups: [{ name: 'default', location: 'aws-us-east-1' }],
    databases: [],
    maxGroups: 2,
    mayCreate: true,
    hostOf: (name, region) => `${name}-acme.${region}.turso.io`,
    ...changes,
  };
  const server = await startFakeApi((request) => answer(state, request));
  return { ...server, state };
}

type Reply = { status: number; body: unknown };

const ok = (body: unknown): Reply => ({ status: 200, body });
const refuse = (status: number, error: string): Reply => ({ status, body: { error } });

function answer(state: TursoState, { method, path, search, bearer, body }: RecordedRequest): Reply {
  if (bearer !== state.token) return refuse(401, 'could not authenticate');
  if (path === '/v1/organizations')
    return ok(state.organizations.map((slug) => ({ slug, name: slug })));
  const [, , , slug = '', kind = '', name = ''] = path.split('/');
  if (!state.organizations.includes(slug)) return refuse(404, 'could not find organization');
  const given: unknown = body.length === 0 ? null : JSON.parse(body.toString());
  if (method === 'POST' && !state.mayCreate) return refuse(403, 'token lacks the scope');
  if (kind === 'groups') return method === 'GET' ? listGroups(state) : createGroup(state, given);
  if (path.endsWith('/auth/tokens')) {
    if (!state.databases.some((it) => it.name === name))
      return refuse(404, 'could not find database');
    const isFull =
      search.get('authorization') === 'full-access' && search.get('expiration') === 'never';
    return isFull ? ok({ jwt: `jwt-of-${name}` }) : refuse(400, 'unexpected parameters');
  }
  if (method === 'GET') return ok({ databases: state.databases.map((it) => shown(state, it)) });
  return createDatabase(state, given);
}

function listGroups({ groups }: TursoState): Reply {
  const shownGroups = groups.map(({ name, location }) => ({
    name,
    uuid: 'u',
    locations: [location],
    primary: location.replace(/^aws-/, ''),
  }));
  return ok({ groups: shownGroups });
}

function createGroup(state: TursoState, given: unknown): Reply {
  if (state.groups.length >= state.maxGroups)
    return refuse(402, 'group limit reached, upgrade your plan');
  state.groups.push(groupSchema.parse(given));
  return ok({ group: given });
}

function createDatabase(state: TursoState, given: unknown): Reply {
  const parsed = newDatabaseSchema.safeParse(given);
  if (!parsed.success) return refuse(400, 'invalid database name');
  if (!state.groups.some(({ name }) => name === parsed.data.group))
    return refuse(400, 'group not found');
  if (state.databases.some(({ name }) => name === parsed.data.name)) {
    return refuse(409, 'database with name already exists');
  }
  state.databases.push(parsed.data);
  const { Name, Hostname } = shown(state, parsed.data);
  return ok({ database: { Name, Hostname, DbId: 'd' } });
}

function shown(state: TursoState, database: { name: string; group: string }) {
  const region = state.groups.find(({ name }) => name === database.group)?.location ?? '';
  return {
    Name: database.name,
    Hostname: state.hostOf(database.name, region),
    group: database.group,
    primaryRegion: region,
  };
}
