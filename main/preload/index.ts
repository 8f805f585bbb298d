/** Puts the lab's bridge on `window.lab`; sandboxed preload of the window, in a world of its own beside the page's. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { LabBridge } from '../../shared/ipc/bridge';
import type { LabEventName, LabEvents } from '../../shared/ipc/contract';
import type { Result } from '../../shared/result';
import { callChannel, droppedFileChannel, eventChannel, type EventEnvelope } from './channels';

type Listener = (payload: never) => void;
const listeners = new Map<string, Set<Listener>>();

// One listener for all events: however many the page adds, Electron's emitter holds one.
ipcRenderer.on(eventChannel, (_event, events: readonly EventEnvelope[]) => {
  for (const { name, payload } of events)
    for (const listener of listeners.get(name) ?? []) tell(listener, payload);
});

/** One that fails must not keep the events after it from the others. */
function tell(listener: Listener, payload: unknown): void {
  try {
    listener(payload as never);
  } catch (error) {
    console.error(error);
  }
}

/** The path of a file the user has dropped or picked; a File that a script has made has none. */
function pathOf(file: unknown): string {
  // The page could pass anything that has a `path`; only the real thing is a File in this world.
  if (!(file instanceof File)) return '';
  // Electron 32 brought webUtils and took File.path away; the lab runs on both sides of that.
  if (typeof webUtils?.getPathForFile === 'function') return webUtils.getPathForFile(file);
  const { path } = file as File & { path?: string };
  return path ?? '';
}

/*
 * Closures only: neither ipcRenderer nor an event object reaches the page, and it cannot name a channel of Electron's.
 * Electron security checklist: rule 20 (do not expose Electron APIs to untrusted web content).
 */
const bridge: LabBridge = {
  call: (channel, input) => ipcRenderer.invoke(callChannel, channel, input) as Promise<Result<never>>,
  on: <E extends LabEventName>(event: E, listener: (payload: LabEvents[E]) => void) => {
    const set = listeners.get(event) ?? new Set<Listener>();
    listeners.set(event, set);
    // A closure of its own for each call, so that one function listening twice is stopped once.
    const own: Listener = (payload) => listener(payload);
    set.add(own);
    return () => {
      set.delete(own);
    };
  },
  pathOfFile: (file) => {
    const path = pathOf(file);
    // Main imports only files that the user has shown: chosen in its dialog, or named here for a real dropped file.
    if (path !== '') ipcRenderer.send(droppedFileChannel, path);
    return path;
  },
  platform: process.platform,
};

contextBridge.exposeInMainWorld('lab', bridge);
