export const unreachablePage = 'Unreachable';
export const reloadPage = 'Reload';
export const pageTitle = (page: string): string => `${page} · Claude Monitor`;
export const unreachable = 'Can’t reach the monitor';
export const outdated = 'This page is out of date';
export const unreachableMeans = (origin: string): string =>
  `No response from ${origin}. Check that npm start is still running there and that this device is online. No data is lost: agents keep it on disk until the monitor is back.`;
export const outdatedMeans = 'The server uses a newer version of the live protocol than this page.';

export const more = 'more';
export const less = 'less';
export const copy = 'Copy';
export const copied = 'Copied';
export const marked = 'Selected. Press Ctrl+C to copy.';
export const copyOf = (name: string): string => `Copy: ${name}`;
export const iCopied = 'Done, I copied it';

export const whyState = (state: string): string => `Why ${state.toLowerCase()}?`;
