/** A Worker may be 3 MB on the free plan; this bound is for its start-up time. */
const LARGEST_GZIP_KIB = 520;

const TOTAL = /Total Upload: ([\d.]+) KiB \/ gzip: ([\d.]+) KiB/;

type BundleSize = { kib: number; gzipKib: number };

/** Reads the sizes from what `wrangler deploy --dry-run` prints; throws when it is too large. */
export function bundleSizeOf(output: string): BundleSize {
  const [, kib, gzipKib] = TOTAL.exec(output) ?? [];
  if (kib === undefined || gzipKib === undefined) throw new Error('wrangler printed no size');
  const size = { kib: Number(kib), gzipKib: Number(gzipKib) };
  if (size.gzipKib > LARGEST_GZIP_KIB) {
    throw new Error(
      `the Worker is ${gzipKib} KiB gzip, more than ${String(LARGEST_GZIP_KIB)}: see which import has grown it`,
    );
  }
  return size;
}
