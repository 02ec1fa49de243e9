/** All that is needed of Node: the protocol compiles without its types. */
declare const process: { env: Readonly<Record<string, string | undefined>> };

/** Seeds of a random test: `FOLD_SEEDS=1,2,3` runs others than the fixed ones. */
export function seedsOr(fixed: readonly number[]): number[] {
  return process.env['FOLD_SEEDS']?.split(',').map(Number) ?? [...fixed];
}
