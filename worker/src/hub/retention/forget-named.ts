import type { Alerts } from '../alerts/alerts.ts';
import type { Audit } from '../auth/audit.ts';
import type { Keys } from '../auth/keys.ts';
import type { BudgetWatch } from '../budgets/budget-watch.ts';
import type { Ingest } from '../ingest/ingest.ts';
import type { Viewers } from '../live/viewers.ts';
import type { Links } from '../share/links.ts';
import type { Views } from '../share/views.ts';
import type { Named } from '../state/named.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import type { WasteWatch } from '../waste/waste-watch.ts';
import { forgetKeptNames } from './steps.ts';

type NamingStores = {
  workspaceState: WorkspaceState;
  ingest: Ingest;
  alerts: Alerts;
  waste: WasteWatch;
  budgets: BudgetWatch;
  views: Views;
  links: Links;
  keys: Keys;
  audit: Audit;
  viewers: Viewers;
};

/**
 * All stores of the hub, beside the fold's records and the journal, that may name somebody (rule STO10). A
 * new one is added here, and to the list that `stores.test.ts` holds against the hub's tables.
 */
export function forgetNamed(stores: NamingStores, named: Named): void {
  const { workspaceState, ingest, alerts, waste, budgets, views, links, keys, audit, viewers } =
    stores;
  forgetKeptNames(workspaceState, named);
  ingest.forget(named);
  alerts.forget(named);
  waste.forget(named.keys);
  budgets.budgets.forget(named);
  views.forget(named);
  viewers.closeOf([...links.forget(named), ...keys.forget(named)]);
  audit.forget(named);
}
