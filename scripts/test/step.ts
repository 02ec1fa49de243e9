/** A step of `npm test` that failed; its lines are already on the screen. */
export class StepFailed extends Error {
  override name = 'StepFailed';
}

export async function step<Value>(name: string, act: () => Promise<Value>): Promise<Value> {
  const startedAt = Date.now();
  console.log(`\n▸ ${name}`);
  try {
    const value = await act();
    console.log(`✓ ${name}: ${seconds(startedAt)}`);
    return value;
  } catch (error) {
    console.log(`✗ ${name}: ${seconds(startedAt)}`);
    const message = error instanceof Error ? error.message : String(error);
    throw new StepFailed(`${name} failed: ${message}`, { cause: error });
  }
}

const seconds = (startedAt: number): string => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
