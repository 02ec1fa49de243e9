/**
 * Nodes are numbers; `links[n]` are the nodes that `n` depends on. Nothing here recurses: a chain may
 * be as long as a plan.
 */
export type Links = readonly (readonly number[])[];

/** For each node the number of its component: two nodes share one when each depends on the other. */
export function componentsOf(links: Links): Int32Array {
  const { length } = links;
  const component = new Int32Array(length).fill(-1);
  const order = new Int32Array(length).fill(-1);
  const lowest = new Int32Array(length);
  const next = new Int32Array(length);
  const waiting: number[] = [];
  const path: number[] = [];
  let entered = 0;
  let components = 0;
  const enter = (node: number): void => {
    order[node] = lowest[node] = entered++;
    waiting.push(node);
    path.push(node);
  };
  // Tarjan's algorithm; `path` is what would be the call stack.
  for (let root = 0; root < length; root++) {
    if (order[root] !== -1) continue;
    enter(root);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const target = links[node]?.[next[node] ?? 0];
      if (target === undefined) {
        path.pop();
        const parent = path.at(-1);
        if (parent !== undefined) lower(lowest, parent, lowest[node] ?? 0);
        if (lowest[node] !== order[node]) continue;
        for (let left = waiting.pop(); left !== undefined; left = waiting.pop()) {
          component[left] = components;
          if (left === node) break;
        }
        components++;
      } else {
        next[node] = (next[node] ?? 0) + 1;
        if (order[target] === -1) enter(target);
        else if (component[target] === -1) lower(lowest, node, order[target] ?? 0);
      }
    }
  }
  return component;
}

/**
 * For each node that lies on a circle the next node of its component, -1 for all others. Following it
 * from any of them leads round a circle: not always one that holds the first node.
 */
export function cyclesOf(links: Links): Int32Array {
  const component = componentsOf(links);
  const round = new Int32Array(links.length).fill(-1);
  for (const [node, targets] of links.entries()) {
    for (const target of targets) {
      // The component of a node on no circle holds nothing but itself.
      if (component[target] !== component[node]) continue;
      round[node] = target;
      break;
    }
  }
  return round;
}

function lower(lowest: Int32Array, node: number, value: number): void {
  if (value < (lowest[node] ?? 0)) lowest[node] = value;
}
