/** Light or dark for what the system draws: menus, dialogs, and what the page's media queries see; main process. */
import { nativeTheme } from 'electron';
import type { Settings } from '../../shared/ipc/contract';

export function followTheme({ theme }: Pick<Settings, 'theme'>): void {
  nativeTheme.themeSource = theme;
}
