// Which packages of node_modules are inside a bundle, from the files it was made of (bundler, Node).

/** unplugin-icons makes a component of each icon: its name tells the collection only. */
const ICON = /~icons\/([^/]+)\//;

/**
 * Folders of packages, with forward slashes and from node_modules on: `node_modules/vue`,
 * `node_modules/a/node_modules/b` for one that another brings along.
 * @param {Iterable<string>} inputs paths, absolute or relative, or names of modules that plugins have made
 * @returns {string[]} in alphabetical order, each once
 */
export function packagesOf(inputs) {
  /** @type {Set<string>} */
  const packages = new Set();
  for (const input of inputs) {
    const collection = ICON.exec(input)?.[1];
    const name = collection ? `node_modules/@iconify-json/${collection}` : packageOf(input);
    if (name) packages.add(name);
  }
  return [...packages].sort();
}

/** @param {string} input */
function packageOf(input) {
  const file = input.split('\\').join('/');
  return /(?:^|\/)(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}
