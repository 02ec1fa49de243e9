export const pullsTitle = 'Cost by pull request';
export const ticketsTitle = 'Cost by ticket';
export const pull = 'Pull request';
export const ticket = 'Ticket';
export const cost = 'Cost';
export const share = 'Share';
export const tokens = 'Tokens';
export const requests = 'Requests';
export const unattributed = 'Not attributed';
export const others = 'All others';
export const total = 'Total';
export const noShare = '–';
export const covered = (part: string, isAtLeast: boolean): string =>
  `${isAtLeast ? 'At least ' : ''}${part} of the cost is attributed.`;
export const means =
  'The relay on the developer’s machine reads the branch from Git, and the address of a pull request from what gh prints. Work on a branch before its pull request was opened counts as its own.';
