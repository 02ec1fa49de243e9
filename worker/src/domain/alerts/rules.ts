import {
  SEVERITIES,
  TIME,
  type Rule,
  type RuleChange,
  type RuleKind,
  type Severity,
} from '@claude-monitor/protocol';
import { quietUntil } from './quiet-hours.ts';

const COOLDOWN_MINUTES = 15;
const WAITING_MINUTES = 5;

/** Off until somebody wants them: the inbox shows all. */
const QUIET: ReadonlySet<RuleKind> = new Set(['stalled', 'blocked', 'context_full', 'incomplete']);

/** What is sent from the first day, to every channel. */
export function defaultRule(kind: RuleKind): Rule {
  return {
    id: kind,
    kind,
    isOn: !QUIET.has(kind),
    severity: kind === 'error' ? 'high' : null,
    minutes: kind === 'waiting' ? WAITING_MINUTES : null,
    cooldownMinutes: COOLDOWN_MINUTES,
    channels: null,
    filters: { projects: [], agents: [], models: [], labels: [] },
    quietHours: null,
  };
}

/** The rule with what was asked for; a text says which field it does not have. */
export function changeRule(rule: Rule, change: RuleChange): Rule | { fault: string; path: string } {
  if (change.severity !== undefined && rule.severity === null) {
    return { fault: 'Only the error rule has a severity.', path: 'severity' };
  }
  if (change.minutes !== undefined && rule.minutes === null) {
    return { fault: 'Only the waiting rule has minutes.', path: 'minutes' };
  }
  return {
    ...rule,
    isOn: change.isOn ?? rule.isOn,
    severity: change.severity ?? rule.severity,
    minutes: change.minutes ?? rule.minutes,
    cooldownMinutes: change.cooldownMinutes ?? rule.cooldownMinutes,
    channels: change.channels === undefined ? rule.channels : change.channels,
    filters: change.filters ?? rule.filters,
    quietHours: change.quietHours === undefined ? rule.quietHours : change.quietHours,
  };
}

/** When it may send what is due then: not before its quiet hours end. */
export const sendableAt = (rule: Rule, dueAt: number): number =>
  quietUntil(rule.quietHours, dueAt) ?? dueAt;

export const cooldownMs = (rule: Rule): number => rule.cooldownMinutes * TIME.minuteMs;

/** Whether the rule of errors reports one of this severity. */
export const isSevereEnough = (rule: Rule, severity: Severity): boolean =>
  SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(rule.severity ?? 'high');
