export const pageTitle = 'Acknowledge · Claude Monitor';
export const acknowledge = 'Acknowledge';
export const asks =
  'Acknowledge it to tell the team that someone is on it. Its messages are updated where the platform allows it.';
export const acknowledged = (when: string): string => `Acknowledged ${when}. Someone is on it.`;
export const resolved = (when: string): string =>
  `Resolved ${when}. There is nothing left to acknowledge.`;
export const snoozed = 'Snoozed. You can acknowledge it all the same.';
export const since = 'Since';
export const fromChannel = (channel: string, until: string): string =>
  `This link is from a message in ${channel}. It opens this incident only, until ${until}.`;
export const endedTitle = 'This link doesn’t work';
export const endedMeans =
  'It has expired, its channel was removed, or it was not copied completely. Open the inbox to see what needs someone.';
export const inbox = 'Open the inbox';
export const failed = 'That didn’t work. Try again.';
