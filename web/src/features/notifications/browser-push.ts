import type { PushAnswer } from '@claude-monitor/protocol/api/push';
import { z } from 'zod';

/** `keys` as `PushSubscription.toJSON()` gives them. */
const subscriptionSchema = z.object({
  endpoint: z.string(),
  keys: z.object({ p256dh: z.string(), auth: z.string() }),
});
type Subscribed = z.infer<typeof subscriptionSchema>;

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

/** This browser's subscription with its push service; null where it has none or reaches none. */
export async function subscribe({
  publicKey,
}: Pick<PushAnswer, 'publicKey'>): Promise<Subscribed | null> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) return null;
  try {
    await navigator.serviceWorker.register('/service-worker.js');
    const registration = await navigator.serviceWorker.ready;
    const known = await registration.pushManager.getSubscription();
    // One that was made for another workspace's key can't be used with this one.
    if (known !== null && !isOf(known, publicKey)) await known.unsubscribe();
    const made = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: publicKey,
    });
    return subscriptionSchema.parse(made.toJSON());
  } catch {
    return null;
  }
}

/** What is left of it here, when it is no longer followed with. */
export async function unsubscribe(): Promise<void> {
  const subscription = await current();
  await subscription?.unsubscribe().catch(() => false);
}

async function current(): Promise<PushSubscription | null> {
  if (!('serviceWorker' in navigator)) return null;
  const registration = await navigator.serviceWorker.getRegistration('/');
  return (await registration?.pushManager.getSubscription()) ?? null;
}

function isOf({ options }: PushSubscription, publicKey: string): boolean {
  const key = options.applicationServerKey;
  if (key === null) return false;
  const text = btoa(String.fromCharCode(...new Uint8Array(key)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === publicKey;
}

/** The browser by a name that its owner knows it by. */
export function browserName(userAgent: string): string {
  const browser = NAMES.find(([part]) => userAgent.includes(part))?.[1] ?? 'A browser';
  const system = SYSTEMS.find(([part]) => userAgent.includes(part))?.[1];
  return system === undefined ? browser : `${browser} on ${system}`;
}

const NAMES = [
  ['Edg/', 'Edge'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const SYSTEMS = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Mac OS X', 'macOS'],
  ['Windows', 'Windows'],
  ['Linux', 'Linux'],
] as const;
