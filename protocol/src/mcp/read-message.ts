import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { questionNamed } from '../questions/index.ts';
import { LOG_TOOLS } from '../tools/tools.ts';
import { faultsOf } from './events-of-call.ts';
import { fromText, readArguments } from './read-arguments.ts';

export type MessageId = string | number;

export type Message = {
  jsonrpc: '2.0';
  id?: MessageId | undefined;
  /** Absent in an answer; this server asks for none. */
  method?: string | undefined;
  params?: Record<string, unknown> | undefined;
};

/** A JSON-RPC error that is the whole answer; `id` null where no request can be reported. */
export type Refusal = {
  /** 200: the answer to one request, so the HTTP request itself went well. */
  status: 200 | 400;
  id: MessageId | null;
  code: number;
  message: string;
};

type ReadMessage = { ok: true; message: Message } | { ok: false; refusal: Refusal };

export const INVALID_REQUEST = -32600;
const INVALID_PARAMS = -32602;

/** https://modelcontextprotocol.io/specification/2026-07-28/basic/index#meta */
const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion';
const CAPABILITIES_KEY = 'io.modelcontextprotocol/clientCapabilities';
const DISCOVER = 'server/discover';

const jsonrpc = z.literal('2.0', 'send "2.0"');
const idSchema = z.union([z.string(), z.int()], 'send a text or a whole number');
const paramsSchema = z.record(z.string(), z.unknown(), 'send an object');
const callSchema = z.looseObject(
  {
    jsonrpc,
    id: idSchema.optional(),
    method: z.string('name the method'),
    params: paramsSchema.optional(),
  },
  'send an object',
);
const answerSchema = z.union([
  z.looseObject({ jsonrpc, id: idSchema, result: paramsSchema }),
  z.looseObject({ jsonrpc, id: idSchema.optional(), error: paramsSchema }),
]);

/**
 * A message as clients mean it: null is what is not set, and the arguments of a tool are what its schema
 * wants, whatever they came as. What can't be read is refused in a sentence that names the field.
 */
export function readMessage(json: unknown): ReadMessage {
  const given = withoutNulls(json);
  const answered = answerSchema.safeParse(given);
  if (answered.success) return { ok: true, message: answered.data };
  const called = callSchema.safeParse(given);
  if (!called.success)
    return invalid(`Not a JSON-RPC 2.0 message: ${faultsOf(called.error, 'it')}`);
  const { id, method, params } = called.data;
  if (id === undefined) {
    if (method.startsWith('notifications/')) return { ok: true, message: called.data };
    return invalid(`id: ${method.slice(0, 80)} is a request, so send a text or a whole number`);
  }
  const read = readParams(method, params);
  return read.ok
    ? { ok: true, message: { ...called.data, params: read.params } }
    : { ok: false, refusal: { ...read.refusal, id } };
}

/** Whether a message says by itself which revision it is of, as all do since 2026-07-28. */
export const claimsVersion = ({ params }: Message): boolean => VERSION_KEY in metaOf(params);

type ReadParams =
  { ok: true; params: Message['params'] } | { ok: false; refusal: Omit<Refusal, 'id'> };

function readParams(method: string, params: Message['params']): ReadParams {
  switch (method) {
    case 'initialize':
      // A revision that is named by each request has no such method, and its server says so.
      return VERSION_KEY in metaOf(params)
        ? { ok: true, params }
        : checked(initializeSchema, params);
    case DISCOVER: {
      const meta = metaOf(params);
      const missing = [VERSION_KEY, CAPABILITIES_KEY].filter((key) => !(key in meta));
      if (missing.length === 0) return { ok: true, params };
      // Each request of the revision that brought it has them.
      const words = `${DISCOVER} needs ${missing.join(' and ')} in params._meta.`;
      return { ok: false, refusal: { status: 400, code: INVALID_PARAMS, message: words } };
    }
    case 'tools/call':
      return checked(toolCallSchema, params);
    case 'prompts/get':
      return checked(promptSchema, params);
    default:
      return { ok: true, params };
  }
}

/** The version is answered with one of ours, whatever it is. */
const initializeSchema = z.looseObject({
  protocolVersion: z.string('send the revision, like "2025-11-25"'),
  capabilities: z.looseObject({}, 'send an object, {} for none'),
  clientInfo: z.looseObject(
    { name: z.string('send a name'), version: z.string('send a version') },
    'send an object with name and version',
  ),
});

const argumentsSchema = z.unknown().transform(fromText).pipe(paramsSchema).prefault({});

const toolCallSchema = z
  .looseObject({ name: z.string('name the tool'), arguments: argumentsSchema })
  .transform((call) => {
    const schema = schemaOfTool(call.name);
    if (schema === undefined) return call;
    const given = paramsSchema.safeParse(readArguments(schema, call.arguments));
    return { ...call, arguments: given.data ?? call.arguments };
  });

const textOfValue = z.union([z.string(), z.number(), z.boolean()], 'send a text').transform(String);
const promptSchema = z.looseObject({
  name: z.string('name the prompt'),
  arguments: argumentsSchema.pipe(z.record(z.string(), textOfValue)),
});

const schemaOfTool = (name: string): z.ZodObject | undefined =>
  LOG_TOOLS.find((tool) => tool.name === name)?.inputSchema ?? questionNamed(name)?.inputSchema;

function checked(schema: z.ZodType<Record<string, unknown>>, params: unknown): ReadParams {
  const parsed = schema.safeParse(params ?? {});
  if (parsed.success) return { ok: true, params: parsed.data };
  const message = `${faultsOf(parsed.error, 'params')}.`;
  return { ok: false, refusal: { status: 200, code: INVALID_PARAMS, message } };
}

function metaOf(params: Message['params']): Record<string, unknown> {
  const meta = params?.['_meta'];
  return typeof meta === 'object' && meta !== null ? { ...meta } : {};
}

/** Members that are null are left out, at any depth that a message may have; items of lists stay. */
function withoutNulls(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > LIMITS.nestingDepth) return value;
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item, depth + 1)]),
  );
}

const invalid = (message: string): ReadMessage => ({
  ok: false,
  refusal: { status: 400, id: null, code: INVALID_REQUEST, message: `${message}.` },
});
