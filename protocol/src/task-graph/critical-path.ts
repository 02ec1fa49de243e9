import { componentsOf, type Links } from './cycles.ts';

/**
 * The longest chain of open nodes, each depending on the one before it, counted in nodes: how long a
 * task takes is not known before it is done. Of equally long ones that of the smaller numbers, from
 * its end backwards. Dependencies within a circle don't count: no chain goes through them.
 */
export function criticalPathOf(links: Links, isOpen: (node: number) => boolean): number[] {
  const open = links.map((targets, node) => (isOpen(node) ? targets.filter(isOpen) : []));
  const component = componentsOf(open);
  const chains = open.map((targets, node) =>
    targets.filter((target) => component[target] !== component[node]),
  );
  const depth = new Int32Array(links.length);
  const before = new Int32Array(links.length).fill(-1);
  let end = -1;
  for (const node of inOrder(component)) {
    if (!isOpen(node)) continue;
    for (const target of chains[node] ?? []) {
      if (isLonger(depth, target, before[node] ?? -1)) before[node] = target;
    }
    depth[node] = 1 + (depth[before[node] ?? -1] ?? 0);
    if (isLonger(depth, node, end)) end = node;
  }
  const path = [];
  for (let node = end; node !== -1; node = before[node] ?? -1) path.push(node);
  return path.reverse();
}

/** Components are numbered so that what a node depends on has a smaller number, or its own. */
function inOrder(component: Int32Array): number[] {
  return [...component.keys()].sort((a, b) => (component[a] ?? 0) - (component[b] ?? 0) || a - b);
}

function isLonger(depth: Int32Array, node: number, than: number): boolean {
  const difference = (depth[node] ?? 0) - (depth[than] ?? 0);
  return difference > 0 || (difference === 0 && node < than);
}
