import type { AdminTrouble } from '../api/admin.ts';
import * as shared from '../texts.ts';
import * as texts from './texts.ts';

/** Why something was not done, for the one who asked for it. */
export function refusalWords(trouble: AdminTrouble): string {
  switch (trouble.name) {
    case 'refused':
      return trouble.message;
    case 'not admin':
      return texts.notAdminAnyMore;
    case 'no login':
      return texts.loginEnded;
    case 'gone':
      return texts.gone;
    case 'not understood':
      return shared.otherVersion;
    case 'unreachable':
      return texts.maybeDone;
  }
}
