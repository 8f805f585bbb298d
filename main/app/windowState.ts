/** Remembers where the window was, how big, and what it showed; main process. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { screen, type BrowserWindow, type Rectangle } from 'electron';
import { z } from '../../shared/zod';
import { parseUrl } from './origin';

const whole = z.number().int().min(-100_000).max(100_000);
/** An address that is longer (a comparison of hundreds of runs) is not kept. */
const mostPlace = 2000;
const stateSchema = z.strictObject({
  x: whole,
  y: whole,
  width: whole.min(200),
  height: whole.min(200),
  maximized: z.boolean(),
  /** The place in the lab, as the page's address ends with it; '' for where it starts. */
  place: z
    .string()
    .max(mostPlace)
    .regex(/^(#\/[\w\-./+:%]*)?$/)
    .default(''),
});
type WindowState = z.output<typeof stateSchema>;

const defaultSize = { width: 1440, height: 900 };

/** What a window opens with. */
export interface Restored {
  readonly bounds: Partial<Rectangle>;
  readonly maximized: boolean;
  readonly place: string;
}

/** As it was left last time: its bounds if they are still on a screen, else a size that fits. */
export function restoredState(file: string): Restored {
  const state = readState(file);
  if (state && isOnAScreen(state)) {
    const { maximized, place, ...bounds } = state;
    return { bounds, maximized, place };
  }
  const { width, height } = screen.getPrimaryDisplay().workAreaSize;
  const bounds = { width: Math.min(defaultSize.width, width), height: Math.min(defaultSize.height, height) };
  return { bounds, maximized: state?.maximized ?? false, place: state?.place ?? '' };
}

function readState(file: string): WindowState | null {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Not there yet, or not ours: then the defaults.
    return null;
  }
}

/** Whether enough of the title bar can be seen to drag it. */
function isOnAScreen({ x, y, width }: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const overlap = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x);
    return overlap >= 120 && y >= workArea.y - 8 && y < workArea.y + workArea.height - 40;
  });
}

/** Where in the lab a page is. */
function placeOf(url: string): string {
  const parsed = stateSchema.shape.place.safeParse(parseUrl(url)?.hash ?? '');
  return parsed.success ? parsed.data : '';
}

/** Writes it down when the window closes. */
export function rememberWindowState(window: BrowserWindow, file: string): void {
  window.on('close', () => {
    const state: WindowState = {
      ...window.getNormalBounds(),
      maximized: window.isMaximized(),
      place: placeOf(window.webContents.getURL()),
    };
    try {
      writeFileSync(`${file}.new`, JSON.stringify(state));
      renameSync(`${file}.new`, file);
    } catch {
      // A full or read-only disk must not keep the window open.
    }
  });
}
