import { brakeStatusSchema, brakeWords } from '../../brake/brake-status.ts';
import { relayStatus } from '../../status/machine-status.ts';
import { ok, warning, type Context, type Finding } from '../check.ts';

/** Whether budgets with a brake are heard of here; nothing where no relay runs, or it is of before brakes. */
export async function checkBrake({ env }: Context): Promise<Finding[]> {
  const id = 'brake';
  const relay = await relayStatus(env);
  if (relay?.state !== 'runs') return [];
  const brake = brakeStatusSchema.safeParse(relay.jobs['brake']);
  if (!brake.success) return [];
  const { words, isWrong } = brakeWords(brake.data);
  return [
    isWrong
      ? warning(id, words, 'Until the monitor answers, budgets stop nobody on this machine.')
      : ok(id, words),
  ];
}
