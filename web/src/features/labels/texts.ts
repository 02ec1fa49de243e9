export const pageTitle = 'Labels · Claude Monitor';
export const title = 'Labels';
export const about =
  'Your own dimensions of usage, such as team or cost_center. From now on, a hidden label is not kept and is shown nowhere. Totals stay the same. What was kept before comes back when you show the label again, and is deleted with its sessions.';
export const listName = 'labels';
export const usageBy = (key: string): string => `Usage by ${key}`;
export const usageCovers = (days: number): string =>
  `The last ${String(days)} days, largest first.`;
export const historyAway = 'The history isn’t available right now. Choose the label again.';

export const none =
  'No labels yet. Add attributes to `OTEL_RESOURCE_ATTRIBUTES`, for example `team=core,cost_center=42`, or send `labels` with your events.';
export const label = 'Label';
export const values = 'Values';
export const countedAsOther = 'Counted as “other”';
export const change = 'Change';
export const hidden = 'hidden';
export const usage = 'Usage';
export const show = 'Show';
export const hide = 'Hide';
export const othersMean = (values: string, days: string): string =>
  `A label keeps up to ${values} values. More values count as “other” until a value isn’t sent for ${days} days and makes room.`;
export const dropped = (keys: string, times: string): string =>
  `This workspace has the maximum of ${keys} labels; ${times} values were dropped. Hiding a label doesn’t make room.`;

export const value = 'Value';
export const requests = 'Requests';
export const tokens = 'Tokens';
export const listPrice = 'List price';
export const withoutLabel = 'without this label';
