import type { Reroute } from '@sveltejs/kit/hooks';
import { routeOf } from './lib/place/place.ts';

/** Below a link lie the same pages. */
export const reroute: Reroute = ({ url }) => routeOf(url.pathname);
