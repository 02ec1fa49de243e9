// One page of live state behind a login: nothing to render on a server.
export const ssr = false;
export const prerender = false;
