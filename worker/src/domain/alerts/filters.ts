import type { RuleFilters, Session } from '@claude-monitor/protocol';

/** What filters are held against. */
export type Filtered = Pick<Session, 'project' | 'agentName' | 'model' | 'labels'>;

export function passesFilters(filters: RuleFilters, of: Filtered): boolean {
  const { projects, agents, models, labels } = filters;
  return (
    isAnyOf(projects, of.project) &&
    isAnyOf(agents, of.agentName) &&
    isAnyOf(models, of.model) &&
    (labels.length === 0 || labels.some((label) => hasLabel(of.labels, label)))
  );
}

export const hasFilters = ({ projects, agents, models, labels }: RuleFilters): boolean =>
  projects.length + agents.length + models.length + labels.length > 0;

const isAnyOf = (names: readonly string[], name: string | null): boolean =>
  names.length === 0 || (name !== null && names.includes(name));

function hasLabel(labels: Session['labels'], wanted: string): boolean {
  const at = wanted.indexOf(':');
  const [key, value] = [wanted.slice(0, at), wanted.slice(at + 1)];
  return labels.some((label) => label.key === key && label.values.includes(value));
}
