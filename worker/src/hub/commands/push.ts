import { keyIdOf } from '../auth/keys.ts';
import { follow, listFollowed, testFollow, unfollow, type FollowCall } from '../push/calls.ts';
import { change, type Call } from './command.ts';

/** A viewer follows with a browser of its own, so what it may see of others is their number at most. */
export const PUSH_COMMANDS = {
  listFollowed: change({
    scope: 'read',
    run: ({ hub, credential }: Call<'read'>) => listFollowed(hub.alerts, keyIdOf(credential)),
  }),
  follow: change({
    scope: 'read',
    run: ({ hub, credential }: Call<'read'>, wanted: FollowCall) =>
      follow(hub.alerts, wanted, { owner: keyIdOf(credential), now: hub.now() }),
  }),
  unfollow: change({
    scope: 'read',
    run: ({ hub, credential }: Call<'read'>, id: string) =>
      unfollow(hub.alerts, id, keyIdOf(credential)),
  }),
  testFollow: change({
    scope: 'read',
    run: ({ hub, credential }: Call<'read'>, id: string) =>
      testFollow(hub.alerts, id, { owner: keyIdOf(credential), now: hub.now() }),
  }),
};
