import { redirect } from '@sveltejs/kit';

/** The page that everybody may see, admin or not. */
export function load(): never {
  redirect(307, '/settings/connect');
}
