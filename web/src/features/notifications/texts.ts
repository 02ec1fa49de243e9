export const pageTitle = 'Notifications · Claude Monitor';
export const title = 'Notifications';
export const about =
  'Get a notification in this browser when an incident opens, also while no page of the monitor is open. It says how many incidents need you.';
export const whatToFollow = 'Incidents to follow';
export const whatToFollowMeans = 'Choose none to follow all.';
export const projects = 'Projects';
export const projectsMeans = 'Separate them with commas. Leave it empty for all projects.';
export const detail = 'Name the agent, the project and what happened';
export const detailMeans =
  'Notifications appear on locked screens. Texts that agents wrote are never in them.';
export const turnOn = 'Turn on in this browser';
export const save = 'Save';
export const turnOff = 'Turn off in this browser';
export const sendTest = 'Send a test';
export const isOn = 'On in this browser.';
export const isOnHere =
  'On while a page of the monitor is open: this browser reaches no push service.';
export const isOff = 'Off in this browser.';
export const denied =
  'This browser blocks notifications from this address. Allow them in its settings, then try again.';
export const unsupported =
  'This browser can’t show notifications here. Open the monitor at an https address, in a current browser.';
export const testSent = 'Test notification sent.';
export const testFailed =
  'The push service didn’t take the test. Turn notifications off and on again.';
export const others = 'Other browsers';
export const othersMeans = 'They follow incidents with the same key.';
export const remove = 'Remove';
export const removeOf = (name: string): string => `Remove ${name}`;
export const listName = 'notifications';
export const follows = (kinds: string, projects: string): string =>
  projects === '' ? kinds : `${kinds}, in ${projects}`;
export const allKinds = 'All incidents';
