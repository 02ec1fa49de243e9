import {
  errorBodySchema,
  EXPORT_FORMATS,
  EXPORT_TYPES,
  FORMAT_PARAMETER,
  formatSchema,
  scopeSchema,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import { VERSION } from './health.ts';
import { JSON_TYPE, jsonAnswer, type Route, type RouteAnswer, type Router } from './route.ts';

const SECURITY_SCHEMES = {
  key: { type: 'http', scheme: 'bearer', description: 'A key: cm.WORKSPACE.RANDOM.MAC' },
  cookie: { type: 'apiKey', in: 'cookie', name: 'cm_session', description: 'Set by /v1/login' },
  link: {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of a link: cm.WORKSPACE.RANDOM.MAC',
  },
  bootstrap: { type: 'http', scheme: 'bearer', description: 'HMAC of the deploy secret' },
};

/** `GET /openapi.json`: every route that was mounted, from the schemas that parse and answer. */
export function mountOpenApi({ app, routes }: Router): void {
  let document: string | null = null;
  app.get('/openapi.json', (c) => {
    document ??= JSON.stringify(openApiDocument(routes));
    return c.body(document, 200, { 'content-type': 'application/json' });
  });
}

function openApiDocument(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Claude Monitor', version: VERSION },
    paths,
    components: { securitySchemes: SECURITY_SCHEMES },
  };
}

function operation(route: Route): object {
  const { summary, description, access } = route;
  const formats = formatsOf(route);
  const answers = { ...commonFailures(route), ...route.answers };
  return {
    summary: `${summary} (${access === 'nothing' ? 'open' : access})`,
    ...(description === undefined ? {} : { description }),
    security: securityOf(access),
    parameters: [
      ...parametersOf('path', route.params),
      ...parametersOf('query', route.query),
      ...(route.exported === undefined ? [] : parametersOf('query', EXPORT_QUERY)),
      ...parametersOf('header', route.headers),
    ],
    ...(formats === undefined
      ? {}
      : { requestBody: { required: true, content: contentOf(formats) } }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [
        status,
        responseOf(answer, { isExported: route.exported !== undefined && status === '200' }),
      ]),
    ),
  };
}

const formatsOf = ({ body, formats }: Route): Route['formats'] =>
  body === undefined ? formats : { [JSON_TYPE]: body };

function commonFailures({ access, query, body, formats }: Route): Record<number, RouteAnswer> {
  const failures: Record<number, RouteAnswer> = {
    403: failure('Foreign Host or Origin, or a credential without the scope.'),
    503: failure('Temporarily unavailable. Retry after Retry-After.'),
  };
  if (access !== 'nothing') {
    failures[401] = failure('The credential is missing, invalid or revoked.');
  }
  if (access === 'ingest') failures[429] = failure('Too many requests. Retry after Retry-After.');
  if (query !== undefined) failures[400] = failure('The query is not valid.');
  if (body !== undefined || formats !== undefined) {
    failures[400] = failure('The body is not valid.');
    failures[413] = failure('The body is too large.');
    failures[415] = failure('The content type or encoding is not supported.');
  }
  return failures;
}

const failure = (description: string): RouteAnswer => jsonAnswer(errorBodySchema, description);

function securityOf(access: Route['access']): object[] {
  if (access === 'nothing') return [];
  if (access === 'link' || access === 'incident link') return [{ link: [] }];
  if (access === 'bootstrap token') return [{ bootstrap: [] }];
  // OpenAPI 3.1 has roles there that a scheme without scopes of its own requires.
  const scopes = scopeSchema.safeParse(access).success ? [access] : [];
  return [{ key: scopes }, { cookie: scopes }];
}

const parametersOf = (
  place: 'path' | 'query' | 'header',
  schema: z.ZodObject | undefined,
): object[] =>
  fieldsOf(schema).map(([name, field]) => ({
    name,
    in: place,
    required: !z.safeParse(field, undefined).success,
    schema: jsonSchema(field, 'input'),
  }));

const fieldsOf = (schema: z.ZodObject | undefined): [string, z.core.$ZodType][] =>
  schema === undefined ? [] : Object.entries<z.core.$ZodType>(schema.shape);

const contentOf = (schemas: Record<string, z.core.$ZodType>): object =>
  Object.fromEntries(
    Object.entries(schemas).map(([type, schema]) => [
      type,
      { schema: jsonSchema(schema, 'input') },
    ]),
  );

const EXPORT_QUERY = z.object({ [FORMAT_PARAMETER]: formatSchema.optional() });

/** All rows that the query asks for, in one file; `limit` and `cursor` count for JSON only. */
const AS_FILES = Object.fromEntries(
  EXPORT_FORMATS.map((format) => [EXPORT_TYPES[format], { schema: { type: 'string' } }]),
);

function responseOf(
  { description, type, schema }: RouteAnswer,
  { isExported }: { isExported: boolean },
): object {
  if (type === undefined) return { description };
  const content = schema === undefined ? {} : { schema: jsonSchema(schema, 'output') };
  return { description, content: { [type]: content, ...(isExported ? AS_FILES : {}) } };
}

function jsonSchema(schema: z.core.$ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
