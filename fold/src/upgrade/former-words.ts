const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;

/**
 * Names that earlier versions stored and what they are called now, in the order in which they are
 * replaced. In JSON a quote within a text is escaped, so a name with its quotes and colon is never part
 * of a text.
 */
const NAMES: readonly (readonly [RegExp, string])[] = [
  // What a session is shown as; an attempt; a row that was parked; the session of an assignment.
  [new RegExp(`("shownAs":\\{"session":${TEXT},)"card":`, 'g'), '$1"attempt":'],
  [new RegExp(`"card":(${TEXT},"number":)`, 'g'), '"id":$1'],
  [/"card":\{/g, '"view":{'],
  [/"card":/g, '"session":'],
  [/"toSession":/g, '"toSessionId":'],
  [/"toCard":/g, '"toSession":'],
  [/"cardId":/g, '"session":'],
  [/"cards":/g, '"sessions":'],
  [/"instance":/g, '"agentId":'],
  [/"instances":/g, '"subagents":'],
  [/"instanceEnds":/g, '"subagentEnds":'],
  [/"links":/g, '"assignments":'],
  [/"linked":/g, '"assignedTo":'],
  [/"gauge":/g, '"contextReading":'],
];

const VALUES: readonly (readonly [RegExp, string])[] = [
  [/"type":"instance\.(start|end)"/g, '"type":"subagent.$1"'],
  [/"type":"gauge"/g, '"type":"session.context"'],
  [/"state":"turn-over"/g, '"state":"turn_over"'],
  [/"kind":"link"/g, '"kind":"assignment"'],
  [/"kind":"instance\.(start|end)"/g, '"kind":"subagent.$1"'],
  [/"kind":"asked Prometheus"/g, '"kind":"prometheus_asked"'],
  [
    /"kind":"(session|task|subagent) (started|ended|progressed|done|failed|cancelled)"/g,
    '"kind":"$1_$2"',
  ],
  [/"kind":"hook field"/g, '"kind":"hook_field"'],
  [/"name":"(pull|active) (requests|time)"/g, '"name":"$1_$2"'],
];

const NAMES_SINCE: typeof NAMES = [
  [/"given":(?=\{"(?:tracks|planned)":)/g, '"indexed":'],
  [/"standing":(?=null|\{"at":)/g, '"status":'],
  [/"standings":(?=\{"next":)/g, '"statuses":'],
  [/"untoldAt":(?=\d)/g, '"unattributedSince":'],
];

/** JSON of this project as the first edition stored it, with the names that things have now. */
export const withTodaysNames = (json: string): string =>
  withNamesSince(replaced(json, [...NAMES, ...VALUES]));

/**
 * The same of what was stored since: the names above are not replaced in it, for some of them mean another
 * thing by now.
 */
export const withNamesSince = (json: string): string => replaced(json, NAMES_SINCE);

const replaced = (json: string, names: typeof NAMES): string =>
  names.reduce((text, [former, now]) => text.replace(former, now), json);
