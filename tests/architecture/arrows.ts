/** One import: `to` is a path inside the repository, or a package's name as it was written. */
export type Import = { from: string; to: string };

type Arrow = {
  /** What the rule says, as it is shown when it is broken. */
  rule: string;
  isAbout: (file: string) => boolean;
  allows: (to: string, from: string) => boolean;
};

/** The rooms of the house, by where their sources lie. */
const OURS = [
  'protocol',
  'fold',
  'receivers',
  'drizzle',
  'worker',
  'web',
  'mcp-proxy',
  'scripts',
  'tests',
  'bench',
];
const CLOUDFLARE_SHELLS = [
  'worker/src/index.ts',
  'worker/src/hub/hub.ts',
  'worker/src/store/writes/writer.ts',
];
const PRICING = ['worker/src/domain/pricing/pricing.ts', 'worker/src/domain/pricing/rates.ts'];

/** Features of the dashboard that show another one; the rest know only `lib`. */
const SHOWN_IN: Readonly<Record<string, readonly string[]>> = {
  // What stands around every page: who has no login sees that, who came by a link what it is of; keys lead from all.
  shell: ['acknowledge', 'login', 'share', 'palette'],
  // A new key is shown with what it connects.
  keys: ['connect'],
};

const startsWith =
  (...prefixes: string[]) =>
  (path: string): boolean =>
    prefixes.some((prefix) => path === prefix || path.startsWith(prefix));

const isPackage =
  (...names: string[]) =>
  (to: string): boolean =>
    names.some((name) => to === name || to.startsWith(`${name}/`));

const isOurs = (to: string): boolean => OURS.some((room) => to.startsWith(`${room}/`));
const isTest = (file: string): boolean => /\.(test|fixture)\.ts$|\/testing\//.test(file);
const isDrizzle = isPackage('drizzle-orm', 'drizzle-kit', 'drizzle');
const isHono = isPackage('hono', '@hono');

/** `tasks` of `web/src/features/tasks/plan/parts.ts`. */
const featureOf = (path: string): string | undefined =>
  /^web\/src\/features\/([^/]+)\//.exec(path)?.[1];

/** Arrows between rooms: they point inward, shells to domain to protocol. */
const ARROWS: Arrow[] = [
  {
    rule: 'protocol imports zod only',
    isAbout: startsWith('protocol/src/'),
    allows: (to) => startsWith('protocol/src/')(to) || to === 'zod',
  },
  {
    rule: 'receivers imports protocol and the wire library only',
    isAbout: startsWith('receivers/src/'),
    allows: (to) =>
      startsWith('receivers/src/', 'protocol/src/')(to) || isPackage('@bufbuild/protobuf')(to),
  },
  {
    rule: 'fold imports protocol and zod only',
    isAbout: startsWith('fold/src/'),
    allows: (to) => startsWith('fold/src/', 'protocol/src/')(to) || to === 'zod',
  },
  {
    rule: 'of our packages, web imports protocol only, and fold to replay a session',
    isAbout: startsWith('web/'),
    allows: (to, from) =>
      !isOurs(to) ||
      startsWith('web/', 'protocol/src/')(to) ||
      (startsWith('fold/src/replay/')(to) && startsWith('web/src/features/sessions/')(from)),
  },
  {
    rule: 'a feature of the dashboard imports itself and lib, and no other but those it shows',
    isAbout: (file) => featureOf(file) !== undefined,
    allows: (to, from) => {
      const [own = '', other] = [featureOf(from), featureOf(to)];
      if (other === undefined) return !startsWith('web/src/routes/')(to);
      return other === own || (SHOWN_IN[own] ?? []).includes(other);
    },
  },
  {
    rule: 'lib of the dashboard knows neither features nor routes',
    isAbout: startsWith('web/src/lib/'),
    allows: (to) => !startsWith('web/src/features/', 'web/src/routes/')(to),
  },
  {
    rule: 'of our packages, mcp-proxy imports protocol and receivers only',
    isAbout: startsWith('mcp-proxy/'),
    allows: (to) => !isOurs(to) || startsWith('mcp-proxy/', 'protocol/src/', 'receivers/src/')(to),
  },
  {
    rule: 'of our packages, worker imports protocol, fold, receivers and drizzle only',
    isAbout: startsWith('worker/src/'),
    allows: (to) =>
      !isOurs(to) ||
      startsWith('worker/', 'protocol/src/', 'fold/src/', 'receivers/src/', 'drizzle/')(to),
  },
  {
    rule: 'only worker/src/store, drizzle and scripts know Drizzle',
    isAbout: (file) => !startsWith('worker/src/store/', 'drizzle/', 'scripts/')(file),
    // A test of the whole may bring a database to the newest schema.
    allows: (to, from) =>
      !isDrizzle(to) || (startsWith('tests/', 'bench/')(from) && to === 'drizzle/migrate.ts'),
  },
  {
    rule: 'cloudflare:workers only in the entry and the two object shells',
    isAbout: (file) => !CLOUDFLARE_SHELLS.includes(file),
    allows: (to) => to !== 'cloudflare:workers',
  },
  {
    rule: 'hono only in app, http and routes',
    isAbout: (file) =>
      !startsWith('worker/src/app.ts', 'worker/src/http/', 'worker/src/routes/')(file),
    allows: (to) => !isHono(to),
  },
  {
    rule: 'domain imports protocol and fold only, pricing and rates the price library too',
    isAbout: startsWith('worker/src/domain/'),
    allows: (to, from) =>
      startsWith('worker/src/domain/', 'protocol/src/', 'fold/src/')(to) ||
      (PRICING.includes(from) && isPackage('@pydantic/genai-prices')(to)),
  },
  {
    rule: 'the hub knows nothing of HTTP routes',
    isAbout: startsWith('worker/src/hub/'),
    allows: (to) => !startsWith('worker/src/app.ts', 'worker/src/http/', 'worker/src/routes/')(to),
  },
  {
    rule: 'the store knows neither routes nor the hub',
    isAbout: startsWith('worker/src/store/'),
    allows: (to) =>
      !startsWith(
        'worker/src/app.ts',
        'worker/src/http/',
        'worker/src/routes/',
        'worker/src/hub/',
      )(to),
  },
];

/** The imports that break an arrow, one line each. Tests may import what they test with. */
export function forbiddenImports(imports: Import[]): string[] {
  return imports.flatMap(({ from, to }) => {
    if (isTest(from)) return [];
    const broken = ARROWS.filter((arrow) => arrow.isAbout(from) && !arrow.allows(to, from));
    return broken.map(({ rule }) => `${from} imports ${to}: ${rule}`);
  });
}
