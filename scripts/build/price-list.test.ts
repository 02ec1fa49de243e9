import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as library from '@pydantic/genai-prices';
import { afterAll, describe, expect, test } from 'vitest';
import { withoutWords } from './price-list.mjs';

const source = readFileSync(fileURLToPath(import.meta.resolve('@pydantic/genai-prices')), 'utf8');
const written = withoutWords(source);
const folder = mkdtempSync(join(tmpdir(), 'price-list-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const lists = [...source.matchAll(/^ {4}id: "([^"]+)"/gm)].map(([, id = '']) => id);
const USAGE = {
  input_tokens: 300_000,
  output_tokens: 7_000,
  cache_read_tokens: 200_000,
  cache_write_tokens: 11_000,
  cache_write_1h_tokens: 1_000,
};
/** By day and by night, since some prices depend on the hour. */
const TIMES = ['2024-06-01T03:00:00Z', '2026-11-22T12:00:00Z', '2026-11-22T18:30:00Z'];

/** Every price of every model, in its own list and by the name alone. */
function allPrices({ calcPrice, findProvider }: typeof library): unknown[] {
  const providers = lists.flatMap((providerId) => findProvider({ providerId }) ?? []);
  return providers.flatMap((provider) =>
    provider.models.flatMap(({ id, prices }) =>
      TIMES.flatMap((time) => {
        const timestamp = new Date(time);
        return [{ provider, timestamp }, { timestamp }].map((options) => {
          const price = calcPrice(USAGE, id, options);
          return price === null
            ? [provider.id, id, null]
            : [provider.id, id, prices, price.model.id, price.model_price, price.total_price];
        });
      }),
    ),
  );
}

describe('the price list in the bundle of the Worker', () => {
  test('[USE3] prices every model as the library does', async () => {
    const path = join(folder, 'index.mjs');
    writeFileSync(path, written);
    const ours = (await import(pathToFileURL(path).href)) as typeof library;
    const expected = allPrices(library);
    expect(expected.length).toBeGreaterThan(5_000);
    expect(allPrices(ours)).toEqual(expected);
  });

  test('has no descriptions', () => {
    expect(source).toContain('description: ');
    expect(written).not.toMatch(/description|pricing_urls|"context_window"/);
  });

  test('is not made from a library that is laid out differently', () => {
    expect(() => withoutWords(`const E = load(),${source}`)).toThrow(
      'does not begin with its lists',
    );
  });
});
