const META = /<meta http-equiv="content-security-policy" content="([^"]*)">/i;
const HEADER = /^( *Content-Security-Policy: )(.*)$/im;

/**
 * `_headers` with the policy that SvelteKit wrote into the page, before what stands there: as a header it
 * holds from the first byte, and for files that are opened by themselves.
 */
export function withPagePolicy(headers: string, page: string): string {
  const policy = META.exec(page)?.[1];
  if (policy === undefined) throw new Error('the built page has no Content-Security-Policy');
  if (!HEADER.test(headers)) throw new Error('_headers has no Content-Security-Policy');
  return headers.replace(HEADER, (_, name: string, own: string) => `${name}${policy}; ${own}`);
}
