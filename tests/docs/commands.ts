/**
 * Commands of the documentation that can't run where tests run, each with the test or script that runs
 * what is behind it, and the reason. `commands.test.ts` runs all others on a clean clone.
 */
export const COVERED: Readonly<Record<string, { by: string; why: string }>> = {
  'npm test': { by: '.ci/run', why: 'it is this very run' },
  'npm run bench': {
    by: 'tests/figures/bench-shapes.test.ts',
    why: 'it needs the machine to itself',
  },
  'curl -s $URL/v1/incidents/$INCIDENT_ID -H "authorization: Bearer $ADMIN_KEY" -H \'content-type: application/json\' -d \'{ "action": "snooze", "minutes": 60 }\'':
    { by: 'tests/pages/inbox-page.test.ts', why: 'it needs the id of an incident' },
  'npx -y $URL/claude-monitor.tgz status': {
    by: 'mcp-proxy/src/commands.test.ts',
    why: 'it ends with 1 where init was not run',
  },
  'npx -y $URL/claude-monitor.tgz budget --lift BUDGET_ID': {
    by: 'tests/agents/brake.alone.test.ts',
    why: 'it needs a budget that stops somebody',
  },
  'npx -y https://monitor.example.com/claude-monitor.tgz import': {
    by: 'tests/agents/import.test.ts',
    why: 'it sends to the monitor that init saved',
  },
  'npm run demo': { by: 'tests/operate/demo.test.ts', why: 'it goes on until it is stopped' },
  'npm install --prefix ../clients @anthropic-ai/claude-code @openai/codex @google/gemini-cli': {
    by: 'tests/agents/teams.test.ts',
    why: 'it fetches three clients; their captures are replayed',
  },
  'npm run try-clients -- ../clients': {
    by: 'tests/agents/teams.test.ts',
    why: 'it needs the three clients; their captures are replayed',
  },
  'npx -y http://127.0.0.1:8787/claude-monitor.tgz init --url http://127.0.0.1:8787': {
    by: 'mcp-proxy/src/doctor/doctor.test.ts',
    why: 'it asks for a key, and changes the settings of whoever runs it',
  },
  'npx -y https://monitor.example.com/claude-monitor.tgz init --url https://monitor.example.com': {
    by: 'mcp-proxy/src/doctor/doctor.test.ts',
    why: 'it asks for a key, and changes the settings of whoever runs it',
  },
  'npm run deploy': { by: 'tests/operate/deploy.test.ts', why: 'it needs accounts' },
  'npm run deploy -- --rotate-secret': {
    by: 'tests/operate/deploy.test.ts',
    why: 'it needs accounts',
  },
  'TURSO_DATABASE_URL=$NEW_URL TURSO_AUTH_TOKEN=$NEW_TOKEN npm run deploy -- --replace-database': {
    by: 'tests/operate/deploy.test.ts',
    why: 'it needs accounts',
  },
  'CLAUDE_MONITOR_DEPLOY_SECRET=$SECRET TURSO_DATABASE_URL=$NEW_URL TURSO_AUTH_TOKEN=$NEW_TOKEN npm run deploy -- --name claude-monitor':
    { by: 'tests/operate/deploy.test.ts', why: 'it needs accounts' },
  'TURSO_DATABASE_URL=$NEW_URL TURSO_AUTH_TOKEN=$NEW_TOKEN npm run restore -- backup.sql': {
    by: 'scripts/deploy/database/database.store.test.ts',
    why: 'it needs a second database',
  },
  'npx wrangler tail claude-monitor': {
    by: 'tests/architecture/wrangler.test.ts',
    why: 'it needs accounts',
  },
  'curl -s -X POST $URL/v1/channels/$CHANNEL_ID/test -H "authorization: Bearer $ADMIN_KEY"': {
    by: 'tests/alerts/alerts.alone.test.ts',
    why: 'it would call Slack',
  },
  'claude "PROMETHEUS create project: Build a Solidity DEX with automated market maker"': {
    by: 'tests/agents/prometheus-workflow.alone.test.ts',
    why: 'it needs a login of Claude Code',
  },
  'PUBLIC_URL=https://monitor.example.com npm start': {
    by: 'tests/security/proxies.test.ts',
    why: 'it needs a proxy in front, and the clone runs already',
  },
  'tailscale serve --bg 8787': { by: 'tests/security/proxies.test.ts', why: 'it needs an account' },
  'PUBLIC_URL=https://MACHINE.TAILNET.ts.net npm start': {
    by: 'tests/security/proxies.test.ts',
    why: 'it needs an account',
  },
  'rm -rf node_modules package-lock.json && npm install': {
    by: 'scripts/bootstrap/bootstrap.test.ts',
    why: 'it needs a registry',
  },
};

/** Run when all others have: they delete what others read, or add a channel that later events would use. */
export const LAST: readonly RegExp[] = [/\/v1\/channels /, /^npm run delete /];

/** Run with the monitor stopped. */
export const STOPPED: readonly string[] = ['npm run compact'];

export const START = 'npm start';
