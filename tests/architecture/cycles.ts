import type { Import } from './arrows.ts';

/**
 * Groups of files that import each other in a circle, each sorted: strongly connected components, after
 * Tarjan. Imports of types count too: who reads one file of a circle has to read them all.
 */
export function importCycles(imports: readonly Import[]): string[][] {
  const targets = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    const known = targets.get(from) ?? new Set<string>();
    targets.set(from, known.add(to));
  }
  const places = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const onPath = new Set<string>();
  const cycles: string[][] = [];

  const visit = (file: string): number => {
    const place = places.size;
    places.set(file, place);
    path.push(file);
    onPath.add(file);
    let low = place;
    for (const target of targets.get(file) ?? []) {
      if (!places.has(target)) low = Math.min(low, visit(target));
      else if (onPath.has(target)) low = Math.min(low, places.get(target) ?? low);
    }
    lowest.set(file, low);
    if (low === place) {
      const circle = path.splice(path.indexOf(file));
      for (const member of circle) onPath.delete(member);
      if (circle.length > 1 || targets.get(file)?.has(file) === true) cycles.push(circle.sort());
    }
    return low;
  };
  for (const file of targets.keys()) if (!places.has(file)) visit(file);
  return cycles;
}
