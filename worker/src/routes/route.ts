import type { Scope } from '@claude-monitor/protocol';
import type { Hono } from 'hono';
import type { z } from 'zod';
import type { AppContext, AppEnv } from '../http/context.ts';

export type App = Hono<AppEnv>;

/** A route as the OpenAPI document tells it. */
export type Route = {
  method: 'get' | 'post' | 'put' | 'delete';
  /** With parameters as `:id`. */
  path: string;
  summary: string;
  description?: string;
  /** What a caller must hold. */
  access: Scope | 'any credential' | 'link' | 'bootstrap token' | 'nothing';
  query?: z.ZodObject;
  headers?: z.ZodObject;
  /** By media type. */
  body?: Record<string, z.ZodType>;
  /** By status; what every route may answer besides is added to the document. */
  answers: Record<number, RouteAnswer>;
};

export type RouteAnswer = { description: string; type?: string; schema?: z.ZodType };

/** Where routes are mounted, and the list of them that the document is made from. */
export type Router = { readonly app: App; readonly routes: Route[] };

/** Mounts a route and enters it into the document. */
export function mount(
  { app, routes }: Router,
  route: Route,
  handler: (c: AppContext) => Promise<Response>,
): void {
  routes.push(route);
  app.on(route.method.toUpperCase(), route.path, handler);
}

/** An answer or a body of JSON. */
export const JSON_TYPE = 'application/json';

export const jsonAnswer = (schema: z.ZodType, description: string): RouteAnswer => ({
  description,
  type: JSON_TYPE,
  schema,
});
