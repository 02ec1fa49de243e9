import { redactSecrets } from '@claude-monitor/protocol/secrets/redact-secrets';

const REMEMBERED = 2_000;
/** No known secret is shorter, `pwd=…` apart, which needs its name before it. */
const SHORTEST = 8;

/**
 * Writes events down as they may leave the machine: without texts, unless their user opted in to them, and with what
 * looks like a secret replaced (rule PRX4). Names of models and tools come a thousand times, so answers are remembered.
 */
export class EventCleaner {
  readonly #known = new Map<string, string>();

  line(event: { text?: unknown }, { hasText = false } = {}): string {
    const { text, ...fields } = event;
    const whole = hasText && text !== undefined ? { ...fields, text } : fields;
    return JSON.stringify(whole, (field, value: unknown) =>
      typeof value === 'string' && !PLAIN_FIELDS.has(field) ? this.#clean(value) : value,
    );
  }

  #clean(text: string): string {
    if (text.length < SHORTEST || PROVIDER_ID.test(text)) return text;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const clean = redactSecrets(text);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(text, clean);
    return clean;
  }
}

/**
 * Ids of requests, answers and calls: each comes once, so remembering does not help. Within them no word begins, so
 * no shape of a secret does.
 */
const PROVIDER_ID = /^(?:req|msg|toolu)_[0-9A-Za-z]+$/;

/** Words of our own vocabulary, and ids that we make. */
const PLAIN_FIELDS: ReadonlySet<string> = new Set([
  'id',
  'type',
  'source',
  'state',
  'fingerprint',
  'pathFingerprint',
]);
