import { randomUUID } from 'node:crypto';

/** What a name may hold when somebody means harm, each with a word to find it by. */
const HOSTILE = {
  image: 'aa1<img src=x onerror="window.wasRun=1">',
  script: 'bb2<script>window.wasRun=1</script>',
  svg: 'cc3"><svg onload=window.wasRun=1>',
  link: 'javascript:window.wasRun=1//dd4',
  expression: 'ee5{window.wasRun=1}{@html "<b>"}${window.wasRun=1}',
  turned: 'ff6\u202Egnp.exe\u200B\u2066',
  pollution: '__proto__',
} as const;

const ALL = Object.values(HOSTILE).join(' ');

/** Sessions, tasks, errors and edges whose every free field is hostile. */
export function hostileEvents(now: number): unknown[] {
  const names = Object.values(HOSTILE);
  return names.flatMap((name, index) => {
    const next = names[(index + 1) % names.length] ?? name;
    const eventOf = (type: string, fields: object) => ({
      id: randomUUID(),
      type,
      time: now - 60_000 + index,
      sessionId: name,
      agentName: name,
      model: name,
      project: name,
      user: name,
      ...fields,
    });
    return [
      eventOf('session.start', {}),
      eventOf('task.plan', { taskId: name, taskDescription: ALL, dependsOn: [] }),
      eventOf('task.plan', { taskId: `${name}2`, taskDescription: name, dependsOn: [name] }),
      eventOf('task.start', { taskId: name, taskDescription: ALL, priority: 'high' }),
      eventOf('tool.call', {
        toolUseId: `use${String(index)}`,
        toolName: name,
        state: 'failed',
        errorType: name,
      }),
      eventOf('usage', {
        inputTokens: 5,
        outputTokens: 7,
        requestId: `${name}r`,
        querySource: name,
      }),
      eventOf('error', { errorType: name, errorMessage: ALL, severity: 'high' }),
      eventOf('handover', { toAgentName: next, summary: ALL }),
      eventOf('message', { toSessionId: next, summary: ALL }),
      eventOf('subagent.start', { agentId: `${name}i`, agentType: name }),
      eventOf('session.state', { state: 'waiting', reason: ALL }),
    ];
  });
}

/** What of it every page that shows sessions must show, as it was written. */
export const SHOWN_AS_TEXT: readonly string[] = [HOSTILE.image, HOSTILE.script, HOSTILE.svg];
