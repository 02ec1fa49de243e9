/** The browser's storage; null where it is denied: in a frame of another site, when its cookies are blocked. */
export function browserStorage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
