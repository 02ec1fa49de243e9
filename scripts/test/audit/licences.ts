import type { ShippedPackage } from './shipped.ts';

/** Licences that ask no more than to be named, by their SPDX id. */
const ALLOWED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
]);

/** The shipped packages whose licence is not one of the list, each as a line. */
export function licenceFaults(shipped: readonly ShippedPackage[]): string[] {
  return shipped
    .filter(({ licence }) => !isAllowed(licence))
    .map(
      ({ name, version, licence }) =>
        `${name} ${version}: ${licence === '' ? 'no licence' : `the licence ${licence}`}`,
    );
}

/** Of `A OR B` one must be allowed, of `A AND B` all; nested expressions are not, until one is met. */
function isAllowed(expression: string): boolean {
  const text = expression.replace(/^\((.*)\)$/, '$1');
  return text.split(' OR ').some((one) => one.split(' AND ').every((id) => ALLOWED.has(id)));
}
