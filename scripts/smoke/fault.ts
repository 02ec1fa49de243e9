import { notAMonitor, notResponding } from '@claude-monitor/protocol/client-faults';
import { DeployFault, reasonOf } from '../deploy/fault.ts';

export const smokeFaults = {
  badUrl: (text: string) =>
    new DeployFault('bad_url', `${text} is not a URL. Use one like https://monitor.example.com.`),

  noKeys: () =>
    new DeployFault(
      'no_keys',
      'Set CLAUDE_MONITOR_ADMIN_KEY, or CLAUDE_MONITOR_KEY and CLAUDE_MONITOR_READ_KEY (revocation is then not tested).',
    ),

  unreachable: (url: string, error: unknown) =>
    new DeployFault(
      'unreachable',
      `${notResponding(url, reasonOf(error))} Check the address. A new name can take some minutes.`,
    ),

  wrongHost: (host: string) =>
    new DeployFault(
      'wrong_host',
      `The Worker doesn’t serve ${host}. Deploy with --domain ${host}, or add it to ALLOWED_HOSTS.`,
    ),

  notOurs: (url: string, found: string) =>
    new DeployFault('not_claude_monitor', notAMonitor(url, found)),

  keyRefused: (name: string, status: number) =>
    new DeployFault(
      'key_refused',
      `The ${name} key was rejected (${String(status)}): it is unknown, revoked, or lacks the scope.`,
    ),

  noDashboard: (found: string) =>
    new DeployFault(
      'no_dashboard',
      `The dashboard isn’t served (${found}). Run npm run build and deploy again.`,
    ),

  notAccepted: (found: string) =>
    new DeployFault(
      'event_not_accepted',
      `An event wasn’t accepted (${found}). Read the Worker's log.`,
    ),

  notReceived: (what: string) =>
    new DeployFault(
      'not_received',
      `The socket is open, but ${what} didn’t arrive. Read the Worker's log.`,
    ),

  socketClosed: (code: number) =>
    new DeployFault(
      'socket_closed',
      `The socket was closed with ${String(code)} before it sent anything.`,
    ),

  databaseAway: () =>
    new DeployFault(
      'database_away',
      'Events are accepted and shown live, but not stored in the database. Check TURSO_DATABASE_URL and the secret TURSO_AUTH_TOKEN of the Worker.',
    ),

  stillOpen: (what: string) =>
    new DeployFault(
      'not_revoked',
      `A revoked key still works: ${what}. Don’t hand out keys. Please report this.`,
    ),

  answered: (path: string, status: number, words: string) =>
    new DeployFault('bad_answer', `${path} answered ${String(status)} (${words}).`),
} as const;
