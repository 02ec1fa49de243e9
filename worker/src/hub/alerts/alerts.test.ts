import { describe, expect, test } from 'vitest';
import { eventsOf, failure, withAlerts } from './alerts.fixture.ts';

describe('the rule of errors', () => {
  test('an error of severity high is told at once, in words, with a link', () =>
    withAlerts(async (core) => {
      core.channel();
      const of = eventsOf(core);
      await core.tell([
        of('start', 'session.start', { agentName: 'builder', project: 'shop' }),
        of('error', 'error', failure),
      ]);
      expect(core.platform.titles).toEqual(['builder: error Timeout of severity high']);
      const [post] = core.platform.posts;
      expect(post?.notice.text).toBe('no answer');
      expect(post?.notice.facts).toContainEqual({ label: 'Project', value: 'shop' });
      expect(post?.envelope.pageUrl).toMatch(/^https:\/\/monitor\.example\.com\/sessions\/\w+$/);
      expect(core.log()).toMatchObject([{ state: 'delivered', attempts: 1, rule: 'error' }]);
    }));
});
