import { defineConfig } from 'drizzle-kit';

/** Paths are relative to the repository, from where `npm run migrations` runs. */
export default defineConfig({
  dialect: 'turso',
  schema: './drizzle/schema.ts',
  out: './drizzle/migrations',
});
