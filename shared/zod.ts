/** The one place zod is imported from: compiling schemas with `eval` is off, as the renderer's CSP forbids it. */
import { z } from 'zod';

z.config({ jitless: true });

export { z };
