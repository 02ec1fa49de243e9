import { describe, expect, test } from 'vitest';
import {
  agentGraphAnswerSchema,
  errorsAnswerSchema,
  sessionAnswerSchema,
  sessionKeyOf,
  sessionsAnswerSchema,
  usageAnswerSchema,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import { ask, browserOf, newTeam, workOf } from './testing/links.fixture.ts';

describe('names in a redacted link', () => {
  test('[SHR2] has pseudonyms of its own, the same in frames and answers', async () => {
    const team = await newTeam();
    await team.send(workOf('billing'));
    const agentOf = async (token: string) => {
      const browser = await browserOf(token);
      const viewer = await browser.watch();
      await viewer.until(({ sessions }) => sessions.size === 1);
      viewer.close();
      const answer = await browser.get('/v1/sessions');
      const { items } = sessionsAnswerSchema.parse(await answer.json());
      expect(items[0]?.agentName).toBe([...viewer.sessions.values()][0]?.agentName);
      return items[0]?.agentName;
    };
    const one = await agentOf((await team.share()).token);
    expect(await agentOf((await team.share()).token)).not.toBe(one);
  });

  test('[SHR2] has ids of its own: nobody finds one by what he guesses, and they lead back', async () => {
    const team = await newTeam();
    await team.send(workOf('billing'));
    const admin = sessionsAnswerSchema.parse(
      await (await ask('/v1/sessions', { bearer: team.adminKey })).json(),
    );
    const [known] = admin.items;
    const guesses = [known?.id ?? '', known?.currentTask?.id ?? ''];
    expect(guesses[0]).toBe(sessionKeyOf('billing-1', ''));
    const idsOf = async (token: string) => {
      const browser = await browserOf(token);
      const viewer = await browser.watch();
      await viewer.until(({ tasks }) => tasks.size === 1);
      viewer.close();
      const [session = ''] = viewer.sessions.keys();
      const [task = ''] = viewer.tasks.keys();
      const answer = await (await browser.get(`/v1/sessions/${session}`)).text();
      const text = JSON.stringify(viewer.frames) + answer;
      for (const guess of guesses) {
        expect(text).not.toContain(guess);
        expect((await browser.get(`/v1/sessions/${guess}`)).status).toBe(404);
        expect((await browser.get(`/v1/tasks/${guess}`)).status).toBe(404);
      }
      expect(sessionAnswerSchema.parse(JSON.parse(answer)).tasks[0]?.id).toBe(task);
      expect((await browser.get(`/v1/tasks/${task}`)).status).toBe(200);
      const errors = await (await browser.get(`/v1/errors?session=${session}`)).json();
      expect(errorsAnswerSchema.parse(errors).items[0]?.session).toBe(session);
      return { session, task };
    };
    const one = await idsOf((await team.share()).token);
    const other = await idsOf((await team.share({ shows: ['agents', 'tasks'] })).token);
    expect(other.session).not.toBe(one.session);
    expect(other.task).not.toBe(one.task);
  });

  test('[SHR2] turns pages by cursors that say nothing', async () => {
    const team = await newTeam();
    await team.send([...workOf('billing'), ...workOf('search')]);
    const browser = await browserOf((await team.share()).token);
    for (const list of ['/v1/sessions', '/v1/tasks', '/v1/errors']) {
      const page = z.object({ next: z.string().nullable(), items: z.array(z.unknown()) });
      const first = page.parse(await (await browser.get(`${list}?limit=1`)).json());
      expect(atob((first.next ?? '').replaceAll('-', '+').replaceAll('_', '/'))).not.toMatch(/^\[/);
      const second = await browser.get(`${list}?limit=1&cursor=${first.next ?? ''}`);
      const { items } = page.parse(await second.json());
      expect(items).toHaveLength(1);
      expect(items).not.toEqual(first.items);
      const made = btoa(JSON.stringify([Date.now(), 'z', 'z'])).replaceAll('=', '');
      expect((await browser.get(`${list}?cursor=${made}`)).status, list).toBe(400);
    }
  });

  test('[SHR2] calls a task by one name, also to who comes back with a cursor', async () => {
    const team = await newTeam();
    await team.send(workOf('search'));
    const browser = await browserOf((await team.share()).token);
    const viewer = await browser.watch();
    await viewer.until(({ sessions }) => sessions.size === 1);
    viewer.close();
    await team.send(workOf('billing'));
    const again = await browser.watch(viewer);
    const begun = () =>
      [...viewer.frames, ...again.frames]
        .flatMap((frame) => ('lines' in frame ? (frame.lines ?? []) : []))
        .filter(({ kind }) => kind === 'task_started');
    // What was reported last may come in a frame after the one that it comes back with.
    await again.until(({ tasks }) => tasks.size === 2 && begun().length === 2);
    again.close();
    expect(again.frames.map(({ type }) => type)).not.toContain('snapshot');
    const names = [...again.tasks.values()].map(({ taskId }) => taskId);
    expect(
      begun()
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual(names.sort());
  });

  test('[SHR2] lets its viewers choose a project by its pseudonym, also one without tasks', async () => {
    const team = await newTeam();
    const idle = { sessionId: 'idle-1', project: 'idle', agentName: 'idler' };
    await team.send([
      ...workOf('billing'),
      { ...idle, type: 'session.start' },
      { ...idle, type: 'usage', inputTokens: 5, outputTokens: 7, model: 'claude-sonnet-4-5' },
    ]);
    const browser = await browserOf((await team.share()).token);
    const usage = await (await browser.get('/v1/usage?groupBy=project')).json();
    const { groups } = usageAnswerSchema.parse(usage);
    expect(groups).toHaveLength(2);
    for (const { key } of groups) {
      const graph = await browser.get(`/v1/graph/agents?project=${encodeURIComponent(key ?? '')}`);
      expect(agentGraphAnswerSchema.parse(await graph.json()).nodes).toHaveLength(1);
    }
  });
});
