// Bundles the window's page with Vite for Chromium 114 and later, so that it holds under a strict CSP (bundler, Node).
import path from 'node:path';
import vue from '@vitejs/plugin-vue';
import icons from 'unplugin-icons/vite';
import { build } from 'vite';

/** Plugins that tests of components need as well. */
export function rendererPlugins() {
  return [vue(), icons({ compiler: 'vue3', autoInstall: false })];
}

/**
 * @param {object} job
 * @param {string} job.projectRoot
 * @param {string} job.outFolder
 * @param {Record<string, string>} job.define
 * @returns {Promise<{ inputs: string[], externals: string[] }>} files that went into the bundle, or the names under which plugins
 *   made them; nothing is loaded from elsewhere
 */
export async function bundleRenderer({ projectRoot, outFolder, define }) {
  /** @type {Set<string>} */
  const inputs = new Set();
  await build({
    configFile: false,
    root: path.join(projectRoot, 'renderer'),
    // Paths in the page are relative to it: the same files serve app:// and any folder.
    base: './',
    publicDir: false,
    plugins: [...rendererPlugins(), collectInputs(inputs), keepFirstCodeLight()],
    define,
    logLevel: 'warn',
    build: {
      outDir: outFolder,
      rollupOptions: {
        input: ['index.html', 'recovery.html'].map((page) => path.join(projectRoot, 'renderer', page)),
        // What every start needs is one file: each that is asked for costs the start a turn through the main process.
        output: { codeSplitting: { groups: [{ name: 'lab', test: FIRST }] } },
      },
      emptyOutDir: true,
      target: 'chrome114',
      // Nothing as data: URL: the CSP lets fonts and images come from files of the app.
      assetsInlineLimit: 0,
      // The polyfill would fetch, which the CSP forbids, and Chromium needs none.
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 3000,
      reportCompressedSize: false,
    },
  });
  return { inputs: [...inputs], externals: [] };
}

/**
 * Notes every module of which anything is left, and every file that a style sheet brings along, as fonts.
 * @param {Set<string>} inputs
 * @returns {import('vite').Plugin}
 */
function collectInputs(inputs) {
  return {
    name: 'losslab:inputs',
    generateBundle(_options, outputs) {
      for (const output of Object.values(outputs)) {
        const names = output.type === 'chunk' ? output.moduleIds : output.originalFileNames;
        for (const name of names) inputs.add(name);
      }
    },
  };
}

/** The page's frame and its rooms' addresses, with all that they import. */
const FIRST = /[\\/]renderer[\\/](App\.vue|router\.ts|styles[\\/]index\.css)$/;

/** What the page does not need to show itself and the table of runs: rooms and menus import it when they use it. */
const LATER = /\/node_modules\/(zod|chart\.js|katex)\//;

/**
 * Fails where the page's first code would bring along what every start would wait for.
 * @returns {import('vite').Plugin}
 */
function keepFirstCodeLight() {
  return {
    name: 'losslab:light',
    generateBundle(_options, outputs) {
      /** @type {Set<string>} */
      const seen = new Set();
      const look = (/** @type {string} */ name) => {
        const chunk = outputs[name];
        if (seen.has(name) || chunk?.type !== 'chunk') return;
        seen.add(name);
        const heavy = chunk.moduleIds.find((id) => LATER.test(id.replaceAll('\\', '/')));
        if (heavy) this.error(`every start of the page would load ${heavy}: import it where it is used`);
        chunk.imports.forEach(look);
      };
      for (const [name, output] of Object.entries(outputs))
        if (output.type === 'chunk' && output.isEntry) look(name);
    },
  };
}
