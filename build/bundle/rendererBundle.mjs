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
    plugins: [...rendererPlugins(), collectInputs(inputs), fetchRoomEarly('rooms/runs/RunsRoom.vue')],
    define,
    logLevel: 'warn',
    build: {
      outDir: outFolder,
      rollupOptions: {
        input: ['index.html', 'recovery.html'].map((page) => path.join(projectRoot, 'renderer', page)),
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

/**
 * Has the page fetch a room's code beside its own, not after it has run. The heaviest room that a start may open with is worth it.
 * @param {string} source of the room, below renderer/
 * @returns {import('vite').Plugin}
 */
function fetchRoomEarly(source) {
  return {
    name: 'losslab:early',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle, path: page }) {
        if (!bundle || !page.endsWith('index.html')) return html;
        const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
        const find = (/** @type {string} */ name) => chunks.find(({ fileName }) => fileName === name);
        const room = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(source));
        /** @type {Set<string>} */
        const files = new Set();
        const add = (/** @type {any} */ chunk) => {
          if (!chunk || files.has(chunk.fileName)) return;
          files.add(chunk.fileName);
          chunk.imports.forEach((/** @type {string} */ name) => add(find(name)));
        };
        add(room);
        return [...files]
          .filter((name) => !html.includes(name))
          .map((name) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `./${name}` },
            injectTo: /** @type {const} */ ('head'),
          }));
      },
    },
  };
}
