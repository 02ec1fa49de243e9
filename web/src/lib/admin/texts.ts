export const sendTo = 'Send to';
export const sendToNone = 'Select at least one channel.';
export const allChannels = 'All channels, including new ones';
export const tryAgainLater = 'The monitor isn’t responding. Try again.';
export const onlyAdmins = (what: string): string =>
  `Only admins can see ${what}. Log in with a key that has the admin and read scopes, or ask an admin of this workspace. If you started the monitor with npm start, the key is adminKey in local.json.`;
export const adminKey = 'Admin key';
export const logIn = 'Log in';
export const loginEnded = 'Your login has expired. Reload the page and log in again.';
export const notAdminAnyMore =
  'You no longer have permission to do this. Log in with a key that has the admin scope.';
export const gone = 'It no longer exists.';
export const maybeDone =
  'The monitor isn’t responding, so the change may or may not have been made. Check the list before you try again.';
