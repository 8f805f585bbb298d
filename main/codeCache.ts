/** How the compiled form of the app's code is named; the app and the bundler. Anything else that it might be is not found under its name. */
import { buildId } from './buildInfo';

/** V8 itself looks at its version and settings, but at the length of the code only: the name stands for the rest. */
export const codeCacheName = (): string =>
  `${buildId}-${process.platform}-${process.arch}-${process.versions['electron'] ?? 'node'}.bin`;
