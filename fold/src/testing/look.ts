import type { Card, Task } from '@claude-monitor/protocol/live/view';
import { cardView } from '../views/card-view.ts';
import { taskView } from '../views/task-view.ts';
import { cardIds, taskIds, type Folded } from './picture.ts';

/** The cards shown under a caller's session id, the first attempt first. */
export function cardsOf(folded: Folded, sessionId: string): Card[] {
  const cards = cardIds(folded).flatMap((id) => cardView(folded.state, id) ?? []);
  return cards.filter((card) => card.sessionId === sessionId).sort((a, b) => a.attempt - b.attempt);
}

export function cardOf(folded: Folded, sessionId: string): Card {
  const [card, ...others] = cardsOf(folded, sessionId);
  if (card === undefined || others.length > 0) throw new Error(`not one card: ${sessionId}`);
  return card;
}

export function taskOf(folded: Folded, taskId: string): Task {
  const tasks = taskIds(folded).flatMap((id) => taskView(folded.state, id) ?? []);
  const [task, ...others] = tasks.filter((item) => item.taskId === taskId);
  if (task === undefined || others.length > 0) throw new Error(`not one task: ${taskId}`);
  return task;
}
