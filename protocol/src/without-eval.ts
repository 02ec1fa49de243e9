import { z } from 'zod';

// A page under a Content-Security-Policy may not compile code, and zod's trial of it is reported as a
// violation. Import this before any schema.
z.config({ jitless: true });
