type Arrival = {
  type: string;
  from: { route: { id: string | null } } | null;
  /** Steps through the history, where it was one. */
  delta?: number | undefined;
};

/** The live page lies right behind this one in the history, so going back finds it as it was left. */
export function cameFromLive({ type, from, delta }: Arrival): boolean {
  if (from?.route.id !== '/') return false;
  return type === 'popstate' ? delta !== undefined && delta > 0 : type === 'link';
}
