import { expect } from 'vitest';
import { z } from 'zod';
import { noFigures, type UsageFigures } from '../figures.ts';
import { questionNamed, type Answered } from './index.ts';

export function checked<Structured>(
  name: string,
  answer: Answered<Structured>,
): Answered<Structured> {
  const schema = z.strictObject(questionNamed(name)?.outputSchema.shape ?? {});
  expect(schema.parse(answer.structured)).toEqual(answer.structured);
  return answer;
}

export const usd = (fields: Partial<UsageFigures>): UsageFigures => ({
  ...noFigures(),
  ...fields,
  measured: { ...noFigures().measured, ...fields },
});
