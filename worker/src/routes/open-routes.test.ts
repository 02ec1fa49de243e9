import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { errorBodySchema } from '@claude-monitor/protocol';
import { createApp } from '../app.ts';
import type { Assets } from '../deps.ts';
import { errorOf } from '../testing/app.fixture.ts';
import { createFakeDeps, ORIGIN } from '../testing/deps.fixture.ts';
import { VERSION } from './health.ts';

const get = async (path: string, assets?: Assets, method = 'GET') =>
  await createApp(createFakeDeps(assets === undefined ? {} : { assets }).deps).request(
    ORIGIN + path,
    { method },
  );

const file = (body: BodyInit | null, init: ResponseInit): Assets => ({
  fetch: async () => await Promise.resolve(new Response(body, init)),
});

/** As the binding answers: the page at its own address, and nothing for what is no file. */
const dashboard: Assets = {
  fetch: async ({ url }) =>
    await Promise.resolve(
      new URL(url).pathname === '/'
        ? new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })
        : new Response(null, { status: 404 }),
    ),
};

describe('open routes', () => {
  test('/healthz tells that it is up, and its version', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ ok: true, version: VERSION });
  });

  test('/claude-monitor.tgz gives the packed client', async () => {
    const response = await get('/claude-monitor.tgz', file('bytes', {}));
    expect(response.headers.get('content-type')).toBe('application/gzip');
    expect(new TextDecoder().decode(await response.arrayBuffer())).toBe('bytes');
  });

  test('/claude-monitor.tgz is a clear 404 when there is no file', async () => {
    const response = await get('/claude-monitor.tgz', file(null, { status: 404 }));
    expect(response.status).toBe(404);
    const { error } = errorBodySchema.parse(await response.json());
    expect(error.message).toContain('npm run build');
  });

  test('any other path is a page of the dashboard, to read only', async () => {
    expect(await (await get('/sessions/7', dashboard)).text()).toContain('<!doctype html>');
    expect((await get('/sessions/7', dashboard, 'POST')).status).toBe(404);
  });

  test.each(['/_app/immutable/entry/old.js', '/_app/', '/favicon.ico', '/.well-known/x', '/.env'])(
    '%s that is no file is missing, and not the page, which would be kept in its place',
    async (path) => {
      const response = await get(path, dashboard);
      expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store']);
      expect((await errorOf(response)).code).toBe('not_found');
    },
  );

  test('a file is given as it is', async () => {
    const response = await get('/_app/immutable/x.js', file('script', {}));
    expect(await response.text()).toBe('script');
  });
});

describe('/openapi.json', () => {
  const operationSchema = z.object({
    security: z.array(z.unknown()),
    responses: z.record(z.string(), z.unknown()),
    requestBody: z.unknown().optional(),
    parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean() })),
  });
  const documentSchema = z.object({
    openapi: z.string(),
    paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  });

  const documentOf = async () => documentSchema.parse(await (await get('/openapi.json')).json());

  test('describes every route that is mounted', async () => {
    const { paths } = await documentOf();
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const mounted = createApp(createFakeDeps().deps)
      .routes.filter(({ method, path }) => method !== 'ALL' && path !== '/openapi.json')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(described.sort()).toEqual([...new Set(mounted)].sort());
  });

  test('says what each route takes, answers and needs', async () => {
    const { openapi, paths } = await documentOf();
    expect(openapi).toBe('3.1.0');
    expect(paths['/healthz']?.['get']?.security).toEqual([]);
    const ingest = paths['/v1/events']?.['post'];
    expect(ingest?.security).toEqual([{ key: ['ingest'] }, { cookie: ['ingest'] }]);
    // Any credential will do.
    expect(paths['/mcp']?.['post']?.security).toEqual([{ key: [] }, { cookie: [] }]);
    expect(ingest?.requestBody).toMatchObject({
      content: {
        'application/json': { schema: { properties: { events: { type: 'array' } } } },
        'application/x-ndjson': { schema: { type: 'string' } },
      },
    });
    expect(Object.keys(ingest?.responses ?? {})).toEqual(
      expect.arrayContaining(['202', '400', '401', '403', '413', '415', '503']),
    );
    expect(paths['/v1/sessions/{id}']?.['get']).toMatchObject({
      parameters: [{ name: 'id', in: 'path', required: true }],
    });
    expect(paths['/v1/events']?.['get']?.parameters).toEqual([
      { name: 'cursor', in: 'query', required: false },
      { name: 'limit', in: 'query', required: false },
      { name: 'session', in: 'query', required: true },
      { name: 'label', in: 'query', required: false },
      { name: 'format', in: 'query', required: false },
    ]);
  });
});
