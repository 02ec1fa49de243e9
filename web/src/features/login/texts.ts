export const pageTitle = 'Log in · Claude Monitor';
export const title = 'Log in to your workspace';
export const notLoggedIn = 'You aren’t logged in.';
export const loginEnded = 'Your login has ended. The key was revoked or the cookie expired.';
export const byLink =
  'Open the dashboard link that npm start printed. It is also dashboardUrl in local.json.';
export const byKey =
  'Or paste a key with the read scope. An admin of the workspace can create one.';
export const key = 'Key';
export const open = 'Log in';
