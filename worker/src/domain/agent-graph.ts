import {
  addFigures,
  isWorkflowNode,
  noFigures,
  type AgentEdge,
  type AgentGraphAnswer,
  type AgentNode,
  type UsageFigures,
} from '@claude-monitor/protocol';

/** What history knows of the agents of a window: each part grouped by agent, in no order. */
export type AgentRecords = {
  usage: { agent: string; lastAt: number; figures: UsageFigures }[];
  activity: {
    agent: string;
    lastAt: number;
    tasksDone: number;
    tasksFailed: number;
    errors: number;
    toolCalls: number;
  }[];
  sessions: { agent: string; count: number }[];
  edges: PassedOn[];
  /** Usage of subagents by what they are called, and the workflow that started them ('': none did). */
  subagents: { id: string; startedBy: string; figures: UsageFigures }[];
};

type PassedOn = Omit<AgentEdge, 'to' | 'length'> & {
  /** null: its session is not known here. */
  to: string | null;
  length: number;
  isFromSubagent: boolean;
  isToSubagent: boolean;
};

/** Above this a picture says nothing; the agents with the least work are left out, and counted. */
const MOST_NODES = 200;

/** The picture of who worked with whom: agents by their work, the most first. Pure. */
export function agentGraphOf(
  records: AgentRecords,
): Pick<AgentGraphAnswer, 'nodes' | 'edges' | 'more'> {
  const nodes = nodesOf(records);
  const ranked = [...nodes.values()].sort(byWork);
  const shown = new Set(ranked.slice(0, MOST_NODES).map((node) => node.id));
  return {
    nodes: ranked.slice(0, MOST_NODES),
    edges: edgesOf(records.edges).filter(({ from, to }) => shown.has(from) && shown.has(to)),
    more: ranked.length - shown.size,
  };
}

function nodesOf(records: AgentRecords): Map<string, AgentNode> {
  const nodes = new Map<string, AgentNode>();
  const node = (id: string, kind: AgentNode['kind'] = 'agent'): AgentNode => {
    const known = nodes.get(id) ?? newNode(id, kind);
    nodes.set(id, known);
    return known;
  };
  for (const { agent, lastAt, figures } of records.usage) {
    Object.assign(node(agent), { usage: figures });
    seen(node(agent), lastAt);
  }
  for (const { agent, lastAt, ...counts } of records.activity) {
    Object.assign(node(agent), counts);
    seen(node(agent), lastAt);
  }
  for (const { agent, count } of records.sessions) node(agent).sessions = count;
  const kinds = kindsOf(records.edges);
  for (const edge of records.edges) {
    if (edge.to === null) continue;
    seen(node(edge.from, kinds.get(edge.from)), edge.lastAt);
    seen(node(edge.to, kinds.get(edge.to)), edge.lastAt);
  }
  for (const { id, startedBy, figures } of records.subagents) {
    for (const known of [nodes.get(id), nodes.get(startedBy)]) {
      // An agent of that name has figures of its own.
      if (known !== undefined && known.kind !== 'agent') addFigures(known.usage, figures);
    }
  }
  return nodes;
}

/** Who is a subagent, the edge of its start says, and those that come from it. */
function kindsOf(edges: AgentRecords['edges']): Map<string, AgentNode['kind']> {
  const kinds = new Map<string, AgentNode['kind']>();
  for (const { from, to, isFromSubagent, isToSubagent } of edges) {
    for (const id of [isFromSubagent ? from : null, isToSubagent ? to : null]) {
      if (id !== null) kinds.set(id, isWorkflowNode(id) ? 'workflow' : 'subagent');
    }
  }
  return kinds;
}

/** What an agent passed to itself is no edge: its sessions work under one name. */
function edgesOf(records: AgentRecords['edges']): AgentEdge[] {
  const edges = new Map<string, AgentEdge>();
  for (const { from, to, kind, count, length, lastAt } of records) {
    if (to === null || to === from) continue;
    const key = JSON.stringify([from, to, kind]);
    const known = edges.get(key) ?? { from, to, kind, count: 0, length: null, lastAt };
    known.count += count;
    if (length > 0) known.length = (known.length ?? 0) + length;
    known.lastAt = Math.max(known.lastAt, lastAt);
    edges.set(key, known);
  }
  return [...edges.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
}

const newNode = (id: string, kind: AgentNode['kind']): AgentNode => ({
  id,
  kind,
  sessions: 0,
  usage: noFigures(),
  tasksDone: 0,
  tasksFailed: 0,
  toolCalls: 0,
  errors: 0,
  lastAt: null,
});

const seen = (node: AgentNode, at: number): void => {
  node.lastAt = Math.max(node.lastAt ?? 0, at);
};

const byWork = (a: AgentNode, b: AgentNode): number =>
  workOf(b) - workOf(a) || (a.id < b.id ? -1 : 1);

const workOf = ({ usage, toolCalls, tasksDone, tasksFailed }: AgentNode): number =>
  usage.inputTokens +
  usage.outputTokens +
  usage.cacheReadTokens +
  usage.cacheCreationTokens +
  toolCalls +
  tasksDone +
  tasksFailed;
