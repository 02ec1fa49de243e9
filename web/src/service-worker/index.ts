/**
 * Shows what the hub pushed to this browser, also while no page is open. It handles no requests: pages and their
 * data are never served from here.
 */
declare const self: ServiceWorkerGlobalScope;

type Pushed = { title: string; body: string | null; path: string };

/** Every push must be shown, so one that is not understood says what it can. */
const UNKNOWN: Pushed = { title: 'Claude Monitor: see the inbox', body: null, path: '/inbox' };

/** By hand: zod would be most of this file. */
function readPushed(read: () => unknown): Pushed {
  try {
    const value = read();
    if (typeof value !== 'object' || value === null) return UNKNOWN;
    const { title, body, path } = { title: '', body: null, path: '', ...value };
    if (typeof title !== 'string' || title === '' || typeof path !== 'string') return UNKNOWN;
    return { title, path, body: typeof body === 'string' ? body : null };
  } catch {
    return UNKNOWN;
  }
}

self.addEventListener('push', (event) => {
  const { title, body, path } = readPushed(() => event.data?.json());
  const options = { tag: 'incidents', renotify: true, data: { path }, icon: '/favicon.svg' };
  event.waitUntil(
    self.registration.showNotification(title, body === null ? options : { ...options, body }),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const data: unknown = event.notification.data;
  const { path } = readPushed(() => ({ ...UNKNOWN, ...(typeof data === 'object' ? data : {}) }));
  const { origin } = self.location;
  const wanted = new URL(path, origin);
  event.waitUntil(openPage(wanted.origin === origin ? wanted.href : `${origin}/inbox`));
});

/** A page of the monitor that is open is used again. */
async function openPage(url: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  // What was shared with somebody else stays as it is.
  const own = pages.find((page) => !new URL(page.url).pathname.startsWith('/s/'));
  if (own === undefined) {
    await self.clients.openWindow(url);
    return;
  }
  await own.focus();
  await own.navigate(url);
}
