import type { Context, MiddlewareHandler } from 'hono';
import type { Caller } from '../domain/credential/credential.ts';

export type AppEnv = {
  Variables: {
    caller: Caller;
    /** Scheme, host and port by which the browser sees this. */
    origin: string;
  };
};
export type AppContext = Context<AppEnv>;
export type Middleware = MiddlewareHandler<AppEnv>;
