import { z } from 'zod';
import { requestJson, type JsonReply, type Service } from '../request-json.ts';
import { deployFaults } from '../faults.ts';

export const CLOUDFLARE_API = 'https://api.cloudflare.com/client/v4';

/** What `wrangler auth token --json` prints: the login that wrangler itself deploys with. */
export const loginSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('api_token'), token: z.string() }),
  z.object({ type: z.literal('oauth'), token: z.string() }),
  z.object({ type: z.literal('api_key'), key: z.string(), email: z.string() }),
]);

export type CloudflareLogin = z.infer<typeof loginSchema>;

export type Account = { id: string; name: string };

/** What is known of a Worker that is there: its plain variables, and the names of its secrets. */
export type DeployedWorker = {
  isOurs: boolean;
  vars: Record<string, string>;
  secrets: string[];
};

const envelope = <Result extends z.ZodType>(result: Result) =>
  z.object({ success: z.literal(true), result });
const errorsSchema = z.object({
  errors: z.array(z.object({ code: z.number(), message: z.string() })),
});
const tokenStatusSchema = envelope(z.object({ id: z.string(), status: z.string() }));
const accountsSchema = envelope(z.array(z.object({ id: z.string(), name: z.string() })));
const subdomainSchema = envelope(z.object({ subdomain: z.string().nullish() }));
const policiesSchema = envelope(
  z.object({
    policies: z.array(
      z.object({
        effect: z.string(),
        permission_groups: z.array(z.object({ name: z.string().optional() })),
      }),
    ),
  }),
);
const settingsSchema = envelope(
  z.object({
    bindings: z.array(
      z.object({ type: z.string(), name: z.string(), text: z.string().optional() }),
    ),
  }),
);

const REFUSED: readonly number[] = [401, 403];
const WRITE_PERMISSION = 'Workers Scripts Write';

/** Cloudflare's API, for looking only: what is changed there, wrangler changes. */
export class Cloudflare {
  readonly #login: CloudflareLogin;
  readonly #service: Service;

  constructor(login: CloudflareLogin, baseUrl = CLOUDFLARE_API) {
    this.#login = login;
    const headers: Record<string, string> =
      login.type === 'api_key'
        ? { 'X-Auth-Email': login.email, 'X-Auth-Key': login.key }
        : { authorization: `Bearer ${login.token}` };
    this.#service = { name: 'Cloudflare', baseUrl, headers };
  }

  /** The account that was named, else the only one that the login sees. */
  async account(named: string): Promise<Account> {
    if (named !== '') return { id: named, name: named };
    const reply = await requestJson(this.#service, '/accounts');
    if (REFUSED.includes(reply.status)) throw deployFaults.cloudflareToken(wordsOf(reply));
    const accounts = this.#read(reply, accountsSchema, 'list its accounts').result;
    const [only] = accounts;
    if (only === undefined || accounts.length > 1) {
      throw deployFaults.cloudflareAccounts(accounts.map(({ id, name }) => `${id} (${name})`));
    }
    return only;
  }

  /**
   * Proves that the login stands and may see Workers, and that it may write them where the token can say
   * so: most tokens may not read their own permissions. Null then: the first write will tell.
   */
  async mayDeploy(account: Account): Promise<true | null> {
    const tokenId = await this.#verifyToken(account);
    const scripts = await requestJson(this.#service, `/accounts/${account.id}/workers/scripts`);
    if (REFUSED.includes(scripts.status)) throw deployFaults.cloudflarePermission('see Workers');
    this.#read(scripts, envelope(z.unknown()), 'list Workers');
    if (tokenId === null) return null;
    const token = await requestJson(this.#service, tokenId);
    const own = policiesSchema.safeParse(token.body);
    if (!own.success) return null;
    const granted = own.data.result.policies
      .filter(({ effect }) => effect === 'allow')
      .flatMap((policy) => policy.permission_groups.map(({ name }) => name));
    // Groups may come without their names.
    if (granted.includes(undefined)) return null;
    if (!granted.includes(WRITE_PERMISSION))
      throw deployFaults.cloudflarePermission('change Workers');
    return true;
  }

  /** The account's name under workers.dev; null where none was chosen yet. */
  async subdomain(account: Account): Promise<string | null> {
    const reply = await requestJson(this.#service, `/accounts/${account.id}/workers/subdomain`);
    if (reply.status === 404) return null;
    return this.#read(reply, subdomainSchema, 'read the workers.dev name').result.subdomain ?? null;
  }

  async worker(account: Account, name: string): Promise<DeployedWorker | null> {
    const path = `/accounts/${account.id}/workers/scripts/${encodeURIComponent(name)}/settings`;
    const reply = await requestJson(this.#service, path);
    if (reply.status === 404) return null;
    const { bindings } = this.#read(reply, settingsSchema, `read the settings of ${name}`).result;
    return {
      isOurs: bindings.some(
        ({ type, name: it }) => type === 'durable_object_namespace' && it === 'HUB',
      ),
      vars: Object.fromEntries(
        bindings.filter(({ type }) => type === 'plain_text').map((it) => [it.name, it.text ?? '']),
      ),
      secrets: bindings.filter(({ type }) => type === 'secret_text').map((it) => it.name),
    };
  }

  /** Path of the token in the API where the login is one; tokens belong to a user or to an account. */
  async #verifyToken(account: Account): Promise<string | null> {
    if (this.#login.type !== 'api_token') return null;
    let reply: JsonReply = { status: 0, body: null };
    for (const owner of ['/user', `/accounts/${account.id}`]) {
      reply = await requestJson(this.#service, `${owner}/tokens/verify`);
      const parsed = tokenStatusSchema.safeParse(reply.body);
      if (!parsed.success) continue;
      const { id, status } = parsed.data.result;
      if (status !== 'active') throw deployFaults.cloudflareToken(`it is ${status}`);
      return `${owner}/tokens/${id}`;
    }
    throw deployFaults.cloudflareToken(wordsOf(reply));
  }

  #read<Value>(reply: JsonReply, schema: z.ZodType<Value>, what: string): Value {
    if (REFUSED.includes(reply.status)) throw deployFaults.cloudflarePermission(what);
    const parsed = schema.safeParse(reply.body);
    if (parsed.success) return parsed.data;
    throw deployFaults.serviceAnswered('Cloudflare', {
      what,
      status: reply.status,
      words: wordsOf(reply),
    });
  }
}

function wordsOf({ status, body }: JsonReply): string {
  const parsed = errorsSchema.safeParse(body);
  const [first] = parsed.success ? parsed.data.errors : [];
  return first === undefined
    ? `status ${String(status)}`
    : `${first.message}, code ${String(first.code)}`;
}
