import { config } from 'zod/v4/core';

/**
 * What `zod` is in the dashboard. The page's policy lets nothing compile code, and zod tries that with
 * the first schema it is given; reported here, and not in a module beside, since the bundler may put that
 * one behind the schemas.
 */
config({ jitless: true });

export * from 'zod/v4';
