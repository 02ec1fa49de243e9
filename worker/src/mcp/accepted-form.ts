/** How an answer is written: one JSON object, or a stream of server-sent events. */
type AnswerForm = 'json' | 'stream';

const FORMS: readonly [AnswerForm, RegExp][] = [
  ['json', /^(\*|application)\/(\*|json)$/],
  ['stream', /^text\/(\*|event-stream)$/],
];

/**
 * What of the two an `Accept` takes; null for neither. The protocol wants both named, but clients in the field
 * name one, anything or nothing, and each of them can read what it names.
 */
export function acceptedForm(accept: string | null): AnswerForm | null {
  const types = (accept ?? '')
    .split(',')
    .map((range) => (range.split(';', 1)[0] ?? '').trim().toLowerCase())
    .filter((type) => type !== '');
  if (types.length === 0) return 'json';
  return FORMS.find(([, form]) => types.some((type) => form.test(type)))?.[0] ?? null;
}
