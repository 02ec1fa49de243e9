import type { HubRpc } from './hub/commands.ts';
import type { MaintenanceRpc } from './hub/rpc.ts';
import type * as entry from './index.ts';
import type { Namespace } from './object-named.ts';
import type { Writer } from './store/writes/writer.ts';

/** What `cloudflare:workers` gives as `env` and `exports`: this Worker's bindings and entry. */
declare global {
  namespace Cloudflare {
    interface GlobalProps {
      mainModule: typeof entry;
    }

    interface Env {
      /** With the types of its commands, which a stub made of the class would lose. */
      HUB: Namespace<DurableObjectStub & HubRpc & MaintenanceRpc>;
      WRITER: DurableObjectNamespace<Writer>;
      /** Of the tests alone. */
      SMALL_RATE: RateLimit;
    }
  }
}
