import type { Channel } from '@claude-monitor/protocol';
import type { OpenHub } from '../open-hub.ts';
import type { Answer } from '../rpc.ts';
import type { StoredList } from '../storage/stored-list.ts';
import { deleteChannel } from './calls.ts';

type Telling = { id: string; createdAt: number; channels: string[] | null };

/** Removes a channel, also from budgets and schedules that name it, so that they say whom they tell. */
export function deleteChannelOf(
  { alerts, budgets, reports }: Pick<OpenHub, 'alerts' | 'budgets' | 'reports'>,
  id: string,
): Answer<Channel> {
  const answer = deleteChannel(alerts, id);
  if (!answer.ok) return answer;
  leaveOut(budgets.budgets, id);
  leaveOut(reports.schedules, id);
  return answer;
}

function leaveOut<Item extends Telling>(list: StoredList<Item>, id: string): void {
  for (const item of list.all) {
    if (item.channels?.includes(id) !== true) continue;
    list.save({ ...item, channels: item.channels.filter((one) => one !== id) });
  }
}
