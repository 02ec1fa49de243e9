export type Permission =
  | { name: 'granted' }
  /** The person said no, or the browser did. */
  | { name: 'denied' }
  /** Without https, in some frames, and in old browsers. */
  | { name: 'unsupported' };

export async function requestPermission(): Promise<Permission> {
  if (!('Notification' in window)) return { name: 'unsupported' };
  return (await Notification.requestPermission()) === 'granted'
    ? { name: 'granted' }
    : { name: 'denied' };
}
