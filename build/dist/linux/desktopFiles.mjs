// The files by which a Linux desktop knows the app: menu entry, MIME type of study files, icons (packaging, Node).
import fs from 'node:fs';
import path from 'node:path';
import { resourcesFolder } from '../paths.mjs';

/** Of portable study files (main/export/studyFile.ts); SQLite's is their general type, for programs that do not know this one. */
export const studyMimeType = 'application/vnd.losslab.study';

/**
 * A menu entry after the Desktop Entry Specification.
 * @param {{ productName: string, description: string, executable: string }} app `executable` is an absolute path
 */
export function desktopEntry({ productName, description, executable }) {
  return `[Desktop Entry]
Type=Application
Name=${productName}
GenericName=Neural network lab
Comment=${description}
Exec=${executable} %f
Icon=losslab
Terminal=false
Categories=Education;Science;ArtificialIntelligence;
Keywords=machine learning;neural network;training;loss;
MimeType=${studyMimeType};
StartupWMClass=${productName}
`;
}

/** The type of study files after the Shared MIME-info specification. */
export function mimePackage() {
  return `<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="${studyMimeType}">
    <comment>LossLab study</comment>
    <sub-class-of type="application/vnd.sqlite3"/>
    <glob pattern="*.losslab"/>
    <icon name="losslab-study"/>
  </mime-type>
</mime-info>
`;
}

/**
 * Writes all of them below a folder that stands for /usr.
 * @param {string} usr
 * @param {Parameters<typeof desktopEntry>[0]} app
 */
export async function writeDesktopFiles(usr, app) {
  const share = path.join(usr, 'share');
  await write(path.join(share, 'applications', 'losslab.desktop'), desktopEntry(app));
  await write(path.join(share, 'mime', 'packages', 'losslab.xml'), mimePackage());
  const hicolor = path.join(share, 'icons', 'hicolor');
  await copyIcons('icons', hicolor, 'apps', 'losslab');
  await copyIcons('studyIcons', hicolor, 'mimetypes', 'losslab-study');
  await copy('icon.svg', path.join(hicolor, 'scalable', 'apps', 'losslab.svg'));
  await copy('study.svg', path.join(hicolor, 'scalable', 'mimetypes', 'losslab-study.svg'));
}

/**
 * @param {string} folder of build/resources, with files like 48x48.png
 * @param {string} theme
 * @param {string} context
 * @param {string} name
 */
async function copyIcons(folder, theme, context, name) {
  for (const file of await fs.promises.readdir(path.join(resourcesFolder, folder))) {
    const size = path.basename(file, '.png');
    // hicolor knows no larger ones.
    if (size !== '1024x1024') await copy(`${folder}/${file}`, path.join(theme, size, context, `${name}.png`));
  }
}

/**
 * @param {string} resource
 * @param {string} target
 */
async function copy(resource, target) {
  await write(target, await fs.promises.readFile(path.join(resourcesFolder, resource)));
}

/**
 * @param {string} file
 * @param {string | Uint8Array} content
 */
async function write(file, content) {
  await fs.promises.mkdir(path.dirname(file), { recursive: true });
  await fs.promises.writeFile(file, content, { mode: 0o644 });
}
