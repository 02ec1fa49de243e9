import type { Hub } from './hub/hub.ts';
import type * as entry from './index.ts';
import type { Writer } from './store/writer.ts';

/** What `cloudflare:workers` gives as `env` and `exports`: this Worker's bindings and entry. */
declare global {
  namespace Cloudflare {
    interface GlobalProps {
      mainModule: typeof entry;
    }

    interface Env {
      HUB: DurableObjectNamespace<Hub>;
      WRITER: DurableObjectNamespace<Writer>;
      /** Of the tests alone. */
      SMALL_RATE: RateLimit;
    }
  }
}
