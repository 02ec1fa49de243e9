const INK = '#141412';
const LINE = '#52d1a0';
const ALERT = '#f0b44c';
const MOST = 9;

/** The icon of the tab with how many need attention, as an address; null: the plain one. */
export function faviconWith(needs: number): string | null {
  if (needs === 0) return null;
  const text = needs > MOST ? `${String(MOST)}+` : String(needs);
  const size = needs > MOST ? 7 : 9;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="${INK}"/><path d="M2.5 9h2.6l1.7-4.5" fill="none" stroke="${LINE}" stroke-width="1.6" stroke-linecap="round"/><circle cx="10.5" cy="9.5" r="5.5" fill="${ALERT}"/><text x="10.5" y="12.6" font-family="sans-serif" font-weight="700" font-size="${String(size)}" text-anchor="middle" fill="${INK}">${text}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
