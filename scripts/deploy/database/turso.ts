import { z } from 'zod';
import { requestJson, type JsonReply, type Service } from '../request-json.ts';
import type { DatabaseAccess } from './database.ts';
import { deployFaults } from '../faults.ts';

export const TURSO_API = 'https://api.turso.tech';

const organizationsSchema = z.array(z.object({ slug: z.string() }));
const groupsSchema = z.object({
  groups: z.array(
    z.object({ name: z.string(), primary: z.string(), locations: z.array(z.string()) }),
  ),
});
const databaseSchema = z.object({
  Name: z.string(),
  Hostname: z.string(),
  primaryRegion: z.string().optional(),
});
const databasesSchema = z.object({ databases: z.array(databaseSchema) });
const createdSchema = z.object({ database: databaseSchema });
const tokenSchema = z.object({ jwt: z.string() });
const errorSchema = z.object({ error: z.string() });

const REFUSED: readonly number[] = [401, 403];

export type TursoGroup = { name: string; location: string };
export type TursoDatabase = { name: string; url: string; region: string | null };

/** The Turso Platform API, as far as a deploy needs it. https://docs.turso.tech/api-reference */
export class Turso {
  readonly #service: Service;

  constructor(token: string, baseUrl = TURSO_API) {
    this.#service = { name: 'Turso', baseUrl, headers: { authorization: `Bearer ${token}` } };
  }

  /** The organization that was named, else the only one. */
  async organization(named: string): Promise<string> {
    const reply = await requestJson(this.#service, '/v1/organizations');
    if (reply.status === 401) throw deployFaults.tursoToken();
    // A token of one group may not list organizations.
    if (reply.status === 403 && named !== '') return named;
    const slugs = this.#read(reply, organizationsSchema, 'list organizations').map(
      ({ slug }) => slug,
    );
    if (named !== '' && slugs.includes(named)) return named;
    const [only] = slugs;
    if (named !== '' || only === undefined || slugs.length > 1) {
      throw deployFaults.tursoOrganizations(slugs);
    }
    return only;
  }

  async groups(organization: string): Promise<TursoGroup[]> {
    const reply = await requestJson(this.#service, `${at(organization)}/groups`);
    const { groups } = this.#read(reply, groupsSchema, 'list groups');
    return groups.map(({ name, primary, locations }) => ({
      name,
      // The primary comes without the provider that the location's own key begins with.
      location: locations.find((it) => it.endsWith(primary)) ?? primary,
    }));
  }

  async createGroup(organization: string, group: TursoGroup): Promise<void> {
    const path = `${at(organization)}/groups`;
    const reply = await requestJson(this.#service, path, { method: 'POST', body: group });
    this.#read(reply, z.unknown(), `create the group ${group.name} at ${group.location}`);
  }

  async database(organization: string, name: string): Promise<TursoDatabase | null> {
    const reply = await requestJson(this.#service, `${at(organization)}/databases`);
    const { databases } = this.#read(reply, databasesSchema, 'list databases');
    const found = databases.find((it) => it.Name === name);
    return found === undefined ? null : databaseOf(found);
  }

  async createDatabase(organization: string, name: string, group: string): Promise<TursoDatabase> {
    const path = `${at(organization)}/databases`;
    const reply = await requestJson(this.#service, path, { method: 'POST', body: { name, group } });
    return databaseOf(this.#read(reply, createdSchema, `create the database ${name}`).database);
  }

  /** A token that may read and write this one database and does not expire. */
  async databaseToken(organization: string, name: string): Promise<string> {
    const path = `${at(organization)}/databases/${encodeURIComponent(name)}/auth/tokens?expiration=never&authorization=full-access`;
    const reply = await requestJson(this.#service, path, { method: 'POST' });
    return this.#read(reply, tokenSchema, `make a token of the database ${name}`).jwt;
  }

  #read<Value>(reply: JsonReply, schema: z.ZodType<Value>, what: string): Value {
    if (REFUSED.includes(reply.status)) throw deployFaults.tursoPermission(what);
    const parsed = schema.safeParse(reply.body);
    if (reply.status >= 200 && reply.status < 300 && parsed.success) return parsed.data;
    const words = errorSchema.safeParse(reply.body);
    throw deployFaults.serviceAnswered('Turso', {
      what,
      status: reply.status,
      words: words.success ? words.data.error : 'an answer that is not documented',
    });
  }
}

const at = (organization: string): string =>
  `/v1/organizations/${encodeURIComponent(organization)}`;

const databaseOf = ({
  Name,
  Hostname,
  primaryRegion,
}: z.infer<typeof databaseSchema>): TursoDatabase => ({
  name: Name,
  url: `libsql://${Hostname}`,
  region: primaryRegion ?? regionOfUrl(`libsql://${Hostname}`),
});

/** Newer Turso hosts name their region: `NAME-ORG.aws-eu-west-1.turso.io`; null where nothing is said. */
export function regionOfUrl(url: DatabaseAccess['url']): string | null {
  return /\.([a-z]+(?:-[a-z]+)+-\d+)\.turso\.io$/.exec(URL.parse(url)?.hostname ?? '')?.[1] ?? null;
}
