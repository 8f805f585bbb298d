/** Electron's security checklist in the running app, part two: what the page may ask for and who may call the lab (tests, Node). */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../build/setup/paths.mjs';
import { callAnything, type PageWindow } from './support/bridge';
import {
  electronExecutable,
  labEnv,
  launchLab,
  removeDataFolders,
  testSwitches,
  type RunningLab,
} from './support/launchLab';

let lab: RunningLab;

beforeAll(async () => {
  lab = await launchLab({ mayComplain: true });
});
afterAll(async () => {
  await lab.quit();
  removeDataFolders();
});

const windowCount = () => lab.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

describe('5: permissions', () => {
  test('asked for are denied', async () => {
    const answers = await lab.page.evaluate(async () => {
      const settle = (promise: Promise<unknown>) =>
        promise.then(
          (value) => (typeof value === 'string' ? value : 'granted'),
          () => 'denied',
        );
      return {
        notifications: await settle(Notification.requestPermission()),
        camera: await settle(navigator.mediaDevices.getUserMedia({ video: true })),
        microphone: await settle(navigator.mediaDevices.getUserMedia({ audio: true })),
        screen: await settle(navigator.mediaDevices.getDisplayMedia({ video: true })),
        midi: await settle(navigator.requestMIDIAccess({ sysex: true })),
        clipboard: await settle(navigator.clipboard.readText()),
        location: await new Promise<string>((resolve) => {
          navigator.geolocation.getCurrentPosition(
            () => resolve('granted'),
            () => resolve('denied'),
          );
        }),
      };
    });
    expect(new Set(Object.values(answers)), JSON.stringify(answers)).toEqual(new Set(['denied']));
  });

  test('looked up are denied', async () => {
    const states = await lab.page.evaluate(() =>
      Promise.all(
        ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'].map(
          async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state,
        ),
      ),
    );
    expect(new Set(states)).toEqual(new Set(['denied']));
  });

  test('for devices are not even asked for', async () => {
    const found = await lab.page.evaluate(async () => {
      const ports = navigator as unknown as Record<'usb' | 'hid', { getDevices(): Promise<unknown[]> }>;
      return [(await ports.usb.getDevices()).length, (await ports.hid.getDevices()).length];
    });
    expect(found).toEqual([0, 0]);
  });
});

describe('11 and 12: webviews', () => {
  test('do not exist in the page', async () => {
    const found = await lab.page.evaluate(() => {
      const element = document.createElement('webview');
      document.body.append(element);
      const alive = 'loadURL' in element;
      element.remove();
      return alive;
    });
    expect(found).toBe(false);
  });

  test('are refused even where a window would allow them', async () => {
    const kinds = await lab.app.evaluate(async ({ BrowserWindow, webContents }) => {
      const window = new BrowserWindow({ show: false, webPreferences: { webviewTag: true } });
      await window.loadURL('about:blank');
      await window.webContents.executeJavaScript(
        `document.body.innerHTML = '<webview src="about:blank" nodeintegration allowpopups></webview>'`,
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      const found = webContents.getAllWebContents().map((contents) => contents.getType());
      window.destroy();
      return found;
    });
    expect(kinds).not.toContain('webview');
  });
});

describe('13: navigation', () => {
  test.each([
    'https://example.com/',
    'http://127.0.0.1:9/',
    'file:///etc/passwd',
    'data:text/html,<p>foreign</p>',
    'app://other/index.html',
    'javascript:document.body.remove()',
  ])('to %s does not happen', async (url) => {
    const before = lab.page.url();
    await lab.page.evaluate((target) => {
      const link = document.createElement('a');
      link.href = target;
      document.body.append(link);
      link.click();
      link.remove();
    }, url);
    await lab.page.waitForTimeout(200);
    expect(lab.page.url()).toBe(before);
    expect(await lab.page.evaluate(() => document.body instanceof HTMLBodyElement)).toBe(true);
  });
});

describe('14 and 15: new windows and the user’s browser', () => {
  test.each([
    ['app://lab/index.html', false],
    ['about:blank', false],
    ['https://example.com/', false],
    ['http://js.tensorflow.org/', false],
    ['https://js.tensorflow.org.example.com/', false],
    ['https://js.tensorflow.org:8443/', false],
    ['https://user:secret@js.tensorflow.org/', false],
    ['file:///etc/passwd', false],
    ['smb://server/share', false],
    ['https://js.tensorflow.org/api/latest/', true],
  ])('window.open(%s) makes no window; handed to the browser: %s', async (url, external) => {
    await lab.app.evaluate(({ shell }) => {
      const opened: string[] = [];
      Object.assign(globalThis, { openedOutside: opened });
      shell.openExternal = (target) => {
        opened.push(target);
        return Promise.resolve();
      };
    });
    const result = await lab.page.evaluate((target) => window.open(target) === null, url);
    await lab.page.waitForTimeout(100);
    expect(result).toBe(true);
    expect(await windowCount()).toBe(1);
    const opened = await lab.app.evaluate(
      () => (globalThis as unknown as { openedOutside: string[] }).openedOutside,
    );
    expect(opened).toEqual(external ? [url] : []);
  });
});

describe('17: who may call the lab', () => {
  test.each(['about:blank', 'data:text/html,<p>foreign</p>'])('not a page at %s', async (url) => {
    const answer: unknown = await lab.app.evaluate(
      async ({ BrowserWindow }, [target, preload]) => {
        const webPreferences = { preload, sandbox: true, contextIsolation: true };
        const window = new BrowserWindow({ show: false, webPreferences });
        await window.loadURL(target);
        const result: unknown = await window.webContents.executeJavaScript(`lab.call('runs:list', null)`);
        window.destroy();
        return result;
      },
      [url, path.join(projectRoot, 'out', 'preload', 'index.cjs')] as const,
    );
    const message = 'Only the lab’s own window may call the lab.';
    expect(answer).toMatchObject({ ok: false, error: { code: 'unsupported', message } });
  });

  test('not a frame inside the page: it has no bridge', async () => {
    const found = await lab.page.evaluate(() => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const has = frame.contentWindow !== null && 'lab' in frame.contentWindow;
      frame.remove();
      return has;
    });
    expect(found).toBe(false);
  });

  test.each<[string, unknown]>([
    ['runs:get', null],
    ['runs:get', { id: '../../etc/passwd' }],
    ['runs:get', { id: 'abcdefgh', more: true }],
    ['runs:list', { not: 'null' }],
    ['runs:start', { config: {}, meta: 7 }],
    ['runs:delete', { ids: [] }],
    ['datasets:import', { paths: Array.from({ length: 9 }, () => 'x') }],
    ['settings:set', { concurrentRuns: -1 }],
    ['settings:set', { theme: { toString: 'dark' } }],
    ['charts:savePng', { name: 'x', png: [1, 2, 3] }],
  ])('%s refuses %j', async (channel, input) => {
    const answer = await callAnything(lab.page, channel, input);
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(answer.ok ? [] : answer.error.issues).not.toEqual([]);
  });

  test.each(['nothing:here', 'toString', '__proto__', 'constructor', '', 7, null, { a: 1 }])(
    'there is no call %j',
    async (channel) => {
      const answer = await callAnything(lab.page, channel, null);
      expect(answer).toMatchObject({ ok: false, error: { code: 'unsupported' } });
    },
  );

  test('no stack and no path of the program comes back', async () => {
    const answer = await callAnything(lab.page, 'runs:get', { id: 'abcdefgh' });
    expect(JSON.stringify(answer)).not.toContain(projectRoot);
    expect(answer.ok ? {} : answer.error).not.toHaveProperty('detail');
  });

  test('a file nobody has chosen is not imported', async () => {
    const answer = await callAnything(lab.page, 'datasets:import', { paths: ['/etc/passwd'] });
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    const forged = await lab.page.evaluate(() => {
      const { lab: bridge } = window as unknown as PageWindow;
      const made = new File(['x'], '/etc/passwd');
      Object.defineProperty(made, 'path', { value: '/etc/passwd' });
      const disguised = Object.setPrototypeOf({ path: '/etc/passwd' }, File.prototype) as File;
      return [made, { path: '/etc/passwd' } as unknown as File, disguised].map((file) =>
        bridge.pathOfFile(file),
      );
    });
    expect(forged).toEqual(['', '', '']);
    const again = await callAnything(lab.page, 'datasets:import', { paths: ['/etc/passwd'] });
    expect(again).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  });
});

describe('20: the bridge', () => {
  test('has its four members and nothing else', async () => {
    const found = await lab.page.evaluate(() => {
      const { lab: bridge } = window as unknown as PageWindow;
      return Object.entries(bridge).map(([name, member]) => `${name}: ${typeof member}`);
    });
    expect(found.sort()).toEqual([
      'call: function',
      'on: function',
      'pathOfFile: function',
      'platform: string',
    ]);
  });

  test('cannot be replaced or changed', async () => {
    const changed = await lab.page.evaluate(() => {
      const own = (window as unknown as { lab: Record<string, unknown> }).lab;
      const before = own.call;
      try {
        own.call = () => 'mine';
        (window as unknown as { lab: unknown }).lab = { call: () => 'mine' };
      } catch {
        // Strict mode says so.
      }
      return (window as unknown as { lab: Record<string, unknown> }).lab.call !== before;
    });
    expect(changed).toBe(false);
  });

  test('hands no event object to listeners and stops listening', async () => {
    await lab.page.evaluate(() => {
      const heard: unknown[][] = [];
      const { lab: bridge } = window as unknown as PageWindow;
      const stop = bridge.on('command:invoked', (...args: unknown[]) => heard.push(args));
      Object.assign(window, { heard, stop });
    });
    const say = () =>
      lab.app.evaluate(({ Menu }) => {
        const help = Menu.getApplicationMenu()?.items.find(({ label }) => label === '&Help');
        help?.submenu?.items.find(({ label }) => label === '&Keyboard shortcuts')?.click();
      });
    await say();
    await expect
      .poll(() => lab.page.evaluate(() => (window as unknown as { heard: unknown }).heard))
      .toEqual([[{ command: 'help:shortcuts' }]]);
    await lab.page.evaluate(() => (window as unknown as { stop: () => void }).stop());
    await say();
    await lab.page.waitForTimeout(100);
    expect(await lab.page.evaluate(() => (window as unknown as { heard: unknown[] }).heard.length)).toBe(1);
  });
});

test('a second start on the same data shows the first window and ends', async () => {
  await lab.app.evaluate(({ app, BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.hide();
    app.once('second-instance', () => Object.assign(globalThis, { secondSeen: true }));
  });
  const second = spawn(electronExecutable(), [projectRoot, ...testSwitches], {
    env: labEnv(lab.dataFolder),
    stdio: 'ignore',
  });
  const code = await new Promise((resolve) => second.once('exit', resolve));
  expect(code).toBe(0);
  const [seen, visible] = await lab.app.evaluate(({ BrowserWindow }) => [
    (globalThis as unknown as { secondSeen?: boolean }).secondSeen,
    BrowserWindow.getAllWindows()[0]?.isVisible(),
  ]);
  expect([seen, visible]).toEqual([true, true]);
  expect(await windowCount()).toBe(1);
});
