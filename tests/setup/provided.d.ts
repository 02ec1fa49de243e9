import 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of a real libSQL server with the newest schema. */
    dbUrl: string;
  }
}
