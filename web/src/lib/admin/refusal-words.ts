import type { AdminTrouble } from '../api/admin.ts';

/** Why something was not done, for the one who asked for it. */
export function refusalWords(trouble: AdminTrouble): string {
  switch (trouble.name) {
    case 'refused':
      return trouble.message;
    case 'not admin':
      return 'Your login may not do this any more: it takes a key with the scope admin.';
    case 'no login':
      return 'Your login has ended.';
    case 'gone':
      return 'It is not there any more.';
    case 'not understood':
      return 'This page is not the same version as the monitor. Reload it.';
    case 'unreachable':
      return 'The monitor does not answer just now, so it is not known whether it was done. Look at the list before you try again.';
  }
}
