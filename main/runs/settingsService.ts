/** The lab's settings; main process and command line. */
import type { Settings } from '../../shared/ipc/contract';
import type { Store } from '../store/store';
import type { LabEmitter } from './emitter';
import type { SettingsService } from './types';

export function settingsService(store: Store, emitter: LabEmitter): SettingsService {
  return {
    get: () => store.settings(),
    set: (change) => {
      const settings: Settings = store.setSettings(change);
      emitter.emit('settings:changed', settings);
      return settings;
    },
  };
}
