/** Which version and build this is, as the bundler wrote it in; any process of the app and the command line. */

/** Written in by build/bundle; absent where sources run unbundled (tests). */
declare const __LOSSLAB_VERSION__: string | undefined;
declare const __LOSSLAB_BUILD_ID__: string | undefined;

/** The version in package.json. */
export const labVersion = typeof __LOSSLAB_VERSION__ === 'string' ? __LOSSLAB_VERSION__ : '0.0.0';

/** A hash over all sources: runs made by the same code have the same one. */
export const buildId = typeof __LOSSLAB_BUILD_ID__ === 'string' ? __LOSSLAB_BUILD_ID__ : 'unbundled';
