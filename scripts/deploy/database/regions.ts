import { placementOf, type Location } from '../../../worker/src/domain/location.ts';
import type { TursoGroup } from './turso.ts';

const NEAREST: Record<Location, string> = {
  eu: 'aws-eu-west-1',
  us: 'aws-us-east-1',
  fedramp: 'aws-us-east-1',
  'fedramp-high': 'aws-us-east-1',
  wnam: 'aws-us-west-2',
  enam: 'aws-us-east-1',
  sam: 'aws-us-east-1',
  weur: 'aws-eu-west-1',
  eeur: 'aws-eu-west-1',
  apac: 'aws-ap-northeast-1',
  oc: 'aws-ap-northeast-1',
  afr: 'aws-eu-west-1',
  me: 'aws-eu-west-1',
};
const NEAREST_TO_NONE = 'aws-us-east-1';

/** Older places of Turso go by airports; London is not in the EU, and neither is AWS's eu-west-2. */
const IN_EU = /^(?:aws-eu-(?!west-2|central-2)[a-z]+-\d|ams|arn|cdg|fra|mad|otp|waw)$/;
const IN_US = /^(?:aws-us-[a-z]+-\d|atl|bos|den|dfw|ewr|iad|lax|mia|ord|phx|sea|sjc)$/;

/** Whether a database there keeps to the jurisdiction; null where that is not known. */
export function isWithin(location: Location | null, region: string | null): boolean | null {
  const placement = placementOf(location);
  if (placement.kind !== 'jurisdiction') return true;
  if (region === null) return null;
  if (placement.jurisdiction === 'eu') return IN_EU.test(region);
  if (placement.jurisdiction === 'us') return IN_US.test(region);
  return null;
}

/** The group for a new database: the one named, one of the right place, else one to be made. */
export function chooseGroup(
  groups: readonly TursoGroup[],
  location: Location | null,
  named: string,
): { group: TursoGroup; isNew: boolean } {
  const nearest = location === null ? NEAREST_TO_NONE : NEAREST[location];
  if (named !== '') {
    const group = groups.find(({ name }) => name === named);
    return { group: group ?? { name: named, location: nearest }, isNew: group === undefined };
  }
  const allowed = groups.filter((group) => isWithin(location, group.location) === true);
  const best = allowed.find((group) => group.location === nearest) ?? allowed[0];
  if (best !== undefined) return { group: best, isNew: false };
  const name = groups.length === 0 ? 'default' : `claude-monitor-${location ?? 'default'}`;
  return { group: { name, location: nearest }, isNew: true };
}
