import { placementOf, type Location } from './domain/location.ts';

/** The part of a Durable Object namespace that finds an object by its name. */
export type Namespace<Stub> = {
  getByName(name: string, options?: { locationHint?: DurableObjectLocationHint }): Stub;
  jurisdiction(jurisdiction: DurableObjectJurisdiction): { getByName(name: string): Stub };
};

export function objectNamed<Stub>(
  namespace: Namespace<Stub>,
  name: string,
  location: Location | null,
): Stub {
  const placement = placementOf(location);
  switch (placement.kind) {
    case 'jurisdiction':
      return namespace.jurisdiction(placement.jurisdiction).getByName(name);
    case 'hint':
      return namespace.getByName(name, { locationHint: placement.locationHint });
    case 'anywhere':
      return namespace.getByName(name);
  }
}
