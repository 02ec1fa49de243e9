/** Why a question or a log was refused: the coded error of an HTTP answer. */
export type Refused = { code: string; message: string; path?: string | undefined };

/** What a model reads when its question was not answered, the same by every server of the tools. */
export function questionRefusal(name: string, { code, message, path }: Refused): string {
  switch (code) {
    case 'forbidden':
      return `${name} was not answered: this key may only write. Ask whoever runs the monitor for a key that may read, with the scopes ingest and read.`;
    case 'unauthorized':
      return `${name} was not answered: the monitor does not take this key. Ask whoever runs it for a new one.`;
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
      return `${name} was not recorded: this key may only read. Ask whoever runs the monitor for a key that may write, with the scope ingest.`;
    case 'unauthorized':
      return `${name} was not recorded: the monitor does not take this key. Ask whoever runs it for a new one.`;
    default:
      return `${name} was not recorded. ${message}`;
  }
}
