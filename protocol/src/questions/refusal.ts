import { KEY_REJECTED } from '../client-faults.ts';

/** Why a question or a log was refused: the coded error of an HTTP answer. */
export type Refused = { code: string; message: string; path?: string | undefined };

/** What a model reads when its question was not answered, the same by every server of the tools. */
export function questionRefusal(name: string, { code, message, path }: Refused): string {
  switch (code) {
    case 'forbidden':
      return `${name} was not answered: this key lacks the scope read. Ask whoever runs the monitor for a key with the scopes ingest and read.`;
    case 'unauthorized':
      return `${name} was not answered. ${KEY_REJECTED}`;
    case 'invalid_body':
      return `${name} was not answered. ${path ?? 'arguments'}: ${message}. Correct this and ask again.`;
    default:
      return message.startsWith(name) ? message : `${name} was not answered. ${message}`;
  }
}

/** What a model reads when its call was not recorded. */
export function logRefusal(name: string, { code, message }: Refused): string {
  switch (code) {
    case 'forbidden':
      return `${name} was not recorded: this key lacks the scope ingest. Ask whoever runs the monitor for a key with it.`;
    case 'unauthorized':
      return `${name} was not recorded. ${KEY_REJECTED}`;
    default:
      return `${name} was not recorded. ${message}`;
  }
}
