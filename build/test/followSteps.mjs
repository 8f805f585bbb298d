// Follows the steps that docs/architecture.md gives for adding something, on a copy of the sources (tests, Node).
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../setup/paths.mjs';

/** @typedef {{ add?: string, file?: string, replace?: string, after?: string, then?: string, what?: string, last: boolean, end: boolean, code: string }} Step */

/**
 * A copy of the sources with the steps under one heading done; below out/, so that packages are found as from the sources.
 * @param {string} heading as in "### … an activation"
 */
export function copyWithSteps(heading) {
  const out = path.join(projectRoot, 'out');
  const copy = fs.mkdtempSync(path.join(out, 'how-to-add-'));
  for (const folder of ['shared', 'main', 'renderer'])
    fs.cpSync(path.join(projectRoot, folder), path.join(copy, folder), { recursive: true });
  for (const file of ['package.json', 'tsconfig.json'])
    fs.copyFileSync(path.join(projectRoot, file), path.join(copy, file));
  fs.mkdirSync(path.join(copy, 'out'));
  fs.copyFileSync(path.join(out, 'runtime.json'), path.join(copy, 'out', 'runtime.json'));
  for (const step of stepsUnder(heading)) follow(copy, step);
  return { copy, remove: () => fs.rmSync(copy, { recursive: true, force: true }) };
}

/**
 * The blocks of code under a heading of docs/architecture.md.
 * @param {string} heading
 * @returns {Step[]}
 */
export function stepsUnder(heading) {
  const text = fs.readFileSync(path.join(projectRoot, 'docs', 'architecture.md'), 'utf8');
  const section = text.split(/^(?=### )/m).find((part) => part.startsWith(`${heading}\n`));
  if (!section) throw new Error(`docs/architecture.md has no "${heading}"`);
  const blocks = [...section.matchAll(/^```(?:ts|vue) (.+)\n([\s\S]*?)^```$/gm)];
  if (blocks.length === 0) throw new Error(`there are no steps under "${heading}"`);
  return blocks.map(([, words = '', code = '']) => {
    const named = Object.fromEntries(
      [...words.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    );
    return { ...named, last: / last$/.test(words), end: / end$/.test(words), code };
  });
}

/**
 * @param {string} copy
 * @param {Step} step
 */
function follow(copy, step) {
  const { add, file, replace, code } = step;
  if (file) {
    const target = path.join(copy, file);
    if (fs.existsSync(target)) throw new Error(`${file} is there already`);
    fs.writeFileSync(target, code);
    return;
  }
  const target = path.join(copy, add ?? replace ?? '');
  const before = fs.readFileSync(target, 'utf8');
  fs.writeFileSync(target, add ? added(before, step) : replaced(before, step));
}

/**
 * @param {string} text
 * @param {Step} step
 */
function added(text, { add, after, then, last, end, code }) {
  if (end) return `${text}\n${code}`;
  const lines = text.split('\n');
  let at = last ? lines.lastIndexOf(after ?? '') : lines.indexOf(after ?? '');
  if (at >= 0 && then !== undefined) at = lines.indexOf(then, at);
  if (at < 0) throw new Error(`${add} has no line "${then ?? after}"`);
  lines.splice(at + 1, 0, code.replace(/\n$/, ''));
  return lines.join('\n');
}

/**
 * @param {string} text
 * @param {Step} step
 */
function replaced(text, { replace, what = '', code }) {
  if (text.split(what).length !== 2) throw new Error(`${replace} has not exactly one "${what}"`);
  return text.replace(what, code.trim());
}
