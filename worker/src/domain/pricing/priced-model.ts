/** A model as lists of prices name it, and whose list it is; null: the maker's, by the name itself. */
export type PricedModel = {
  name: string;
  list: string | null;
  /** Only a model of this very name is meant, and none that begins with it. */
  isExact?: boolean;
};

/**
 * What stands before a model's name and says only by which way it is reached: the maker itself, a cloud
 * that sells it at the maker's price, or a gateway (https://docs.litellm.ai/docs/providers,
 * https://openrouter.ai/docs, https://ai.pydantic.dev/models, 2026-11).
 */
const ROUTES = words(`
  ai-gateway anthropic anthropic-direct azure azure-ai azure-openai azure_ai azure_openai azure_text
  cloudflare custom_openai gateway gemini gcp global global-standard google google-gla google-genai google-vertex google_genai
  google_vertexai googleai litellm litellm_proxy models openai openai-chat openai-responses openrouter
  portkey text-completion-openai vercel vercel_ai_gateway vertex vertex-ai vertex_ai vertex_ai_beta
  vertexai
`);

/** Those who make models, and name the model's maker in gateways; each has a list of its own. */
const LISTS: Readonly<Record<string, string>> = {
  aws: 'aws',
  'amazon-bedrock': 'aws',
  bedrock: 'aws',
  bedrock_converse: 'aws',
  'aws-bedrock': 'aws',
  converse: 'aws',
  converse_like: 'aws',
  invoke: 'aws',
  cohere: 'cohere',
  deepseek: 'deepseek',
  mistral: 'mistral',
  mistralai: 'mistral',
  moonshotai: 'moonshotai',
  moonshot: 'moonshotai',
  perplexity: 'perplexity',
  'x-ai': 'x-ai',
  xai: 'x-ai',
  voyage: 'voyageai',
  voyageai: 'voyageai',
};

/** Those who serve models of others at prices of their own: what follows is a name in their list, whoever made it. */
const HOSTS: Readonly<Record<string, string>> = {
  cerebras: 'cerebras',
  fireworks_ai: 'fireworks',
  fireworks: 'fireworks',
  groq: 'groq',
  novita: 'novita',
  together: 'together',
  together_ai: 'together',
};

const GATEWAY = 'openrouter';
/** Makers whose models a gateway sells at their price; those of others have as many prices as hosts. */
const AT_MAKERS_PRICE = words('anthropic google openai x-ai');

/** Served by whoever runs them, or paid for by the month: such a request has no list price. */
const WITHOUT_LIST = words(`
  copilot custom databricks docker github github_copilot huggingface hosted_vllm llama.cpp llamacpp
  llamafile lm_studio lmstudio local localai ollama ollama_chat replicate sagemaker sagemaker_chat
  snowflake tgi triton vllm watsonx xinference
`);

/** A model, or profile, of Bedrock that names its model; one that a customer made names none. */
const BEDROCK_ARN =
  /^arn:aws[\w-]*:bedrock:([^:]*):[^:]*:(inference-profile|foundation-model)\/(.+)$/;

const AWS_REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** `projects/P/locations/L/publishers/anthropic/models/M`, `publishers/google/models/M`. */
const RESOURCE_PATH = /(?:^|\/)(?:publishers\/[^/]+\/)?models\/([^/]+)$/;

/** A model in the list of Fireworks, or one of a customer. */
const HOSTED_PATH = /^accounts\/[^/]+\/models\//;

/** Of a model that is served with a long context: lists know that by its tokens. */
const LONG_CONTEXT = /\[1m\]$/;

/** Bedrock names a region, and a version, before and after the model; each by a list of its own. */
const BEDROCK_MODEL =
  /^(?:[a-z]{2,6}(?:-[a-z]+)?\.)?(?:ai21|amazon|anthropic|cohere|deepseek|google|meta|mistral|nvidia|openai|qwen|writer)\.[a-z]/;
const WITHOUT_REGION = /^anthropic\.claude-/;

/** Null: nobody has a list of it, or it does not say which model it is. */
export function pricedModelOf(sent: string): PricedModel | null {
  let name = sent.trim().replace(LONG_CONTEXT, '');
  if (HOSTED_PATH.test(name)) return { name, list: 'fireworks' };
  let list: string | null = null;
  let slug: string | null = null;
  let region: string | null = null;
  for (let route = routeOf(name); route !== null; route = routeOf(name)) {
    const { word, rest } = route;
    if (list === 'aws' && AWS_REGION.test(word)) {
      region = word;
      name = rest;
      continue;
    }
    if (WITHOUT_LIST.has(word)) return null;
    if (Object.hasOwn(HOSTS, word)) return { name: rest, list: HOSTS[word] ?? null };
    const ownList = Object.hasOwn(LISTS, word) ? LISTS[word] : undefined;
    if (ownList === undefined && !ROUTES.has(word)) break;
    // A gateway's own route says nothing; the innermost one is the maker's.
    list = ownList ?? list;
    if (word === GATEWAY) slug = rest;
    name = rest;
  }
  if (slug !== null && !AT_MAKERS_PRICE.has(routeOf(slug)?.word ?? '')) {
    return { name: slug, list: GATEWAY, isExact: true };
  }
  if (name.startsWith('arn:')) return modelOfArn(name);
  name = RESOURCE_PATH.exec(name)?.[1] ?? name;
  if (list === 'aws' || (list === null && BEDROCK_MODEL.test(name))) {
    return bedrockModel(name, region);
  }
  const [, model = name, variant] = VARIANT.exec(name) ?? [];
  if (variant !== undefined && !SAME_PRICE.has(variant)) {
    return { name: sent.trim().replace(/^openrouter\//, ''), list: GATEWAY, isExact: true };
  }
  return model === '' ? null : { name: model, list };
}

/** `gpt-4o-mini:free`: what a gateway sells under a price of its own
 * (https://openrouter.ai/docs/guides/routing/model-variants, 2026-11); a fine-tune (`ft:gpt-4o:…`) is a model. */
const VARIANT = /^(?!ft:)([^:]+):(.+)$/;
/** These cost what the model costs, where no list says otherwise. */
const SAME_PRICE = words('beta thinking');

/** Where the list's prices of models that it names no regions of hold. */
const LISTED_REGIONS = words('us-east-1 us-west-2');
const GOVERNMENT = /^us-gov[-.]/;
const SOLD_BY_REGION = /^([a-z-]+\.)?anthropic\.claude-/;
/** Each of these is sold to the government at a price that no list has. */
const FIRST_CLAUDES = /anthropic\.claude-(v|instant|[123](-|\b))/;

/**
 * A model of Bedrock that names no region is priced as for all of them; one that is called in a region itself, by
 * that. What was bought by the month has no price a token (https://docs.litellm.ai/docs/providers/bedrock, 2026-11).
 */
function bedrockModel(name: string, region: string | null): PricedModel | null {
  if (name.includes('/')) return null;
  if (GOVERNMENT.test(region ?? name) && FIRST_CLAUDES.test(name)) return null;
  if (region === null) {
    return { name: WITHOUT_REGION.test(name) ? `global.${name}` : name, list: 'aws' };
  }
  if (!SOLD_BY_REGION.test(name) && !LISTED_REGIONS.has(region)) return null;
  return { name, list: 'aws' };
}

function modelOfArn(arn: string): PricedModel | null {
  const [, region = '', kind, name] = BEDROCK_ARN.exec(arn) ?? [];
  if (name === undefined) return null;
  // A profile lies in a region and is not served there alone: its name says where.
  return bedrockModel(name, kind === 'foundation-model' && region !== '' ? region : null);
}

/** The word before the first slash, or before a colon where it is a route (`openai:gpt-5`). */
function routeOf(name: string): { word: string; rest: string } | null {
  const match = /^~?([^/:]+)([/:])(.+)$/.exec(name);
  if (match === null) return null;
  const [, before = '', mark, rest = ''] = match;
  const word = before.toLowerCase();
  const isKnown = [ROUTES, WITHOUT_LIST].some((known) => known.has(word));
  const hasList = [LISTS, HOSTS].some((lists) => Object.hasOwn(lists, word));
  return mark === '/' || isKnown || hasList ? { word, rest } : null;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
