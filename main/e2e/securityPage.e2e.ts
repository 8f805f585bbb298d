/** Electron's security checklist in the running app, part one: what the page is and may load (tests, Node). */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';

/** Spelt out, not imported: a change of the policy must be made twice. */
const expectedPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

let lab: RunningLab;
let server: Server;
let serverUrl: string;
const served: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    served.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*').end('window.reached = true');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  lab = await launchLab({ mayComplain: true });
});
afterAll(async () => {
  await lab.quit();
  server.close();
  removeDataFolders();
});

/** What a request to the page's own scheme is answered with. */
function request(
  url: string,
  method = 'GET',
): Promise<{ status: number; policy: string | null; text: string }> {
  return lab.app.evaluate(
    async ({ net }, [address, verb]) => {
      const answer = await net.fetch(address, { method: verb });
      return {
        status: answer.status,
        policy: answer.headers.get('content-security-policy'),
        text: await answer.text(),
      };
    },
    [url, method] as const,
  );
}

/** The window's preferences as Electron applies them. */
function preferences(): Promise<Record<string, unknown>> {
  return lab.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    return contents.getLastWebPreferences();
  });
}

/**
 * Runs code in the page outside the debugger's reach, where the CSP holds as for the page's own scripts; the code comes
 * back by `done`.
 */
function inPage(act: (done: (outcome: string) => void, url: string) => void): Promise<string> {
  const source = act.toString();
  return lab.page.evaluate(
    ([text, url]) => {
      const run = (0, eval)(`(${text})`) as (done: (outcome: string) => void, url: string) => void;
      return new Promise<string>((resolve) => {
        setTimeout(() => resolve('nothing happened'), 1500);
        // A violation is the answer wherever there is one.
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
          once: true,
        });
        setTimeout(() => run(resolve, url), 0);
      });
    },
    [source, serverUrl] as const,
  );
}

test('1 and 18: the page comes from app://lab and from nowhere else', async () => {
  expect(lab.page.url()).toMatch(/^app:\/\/lab\/index\.html/);
  const sources = await lab.page.evaluate(() => [
    ...[...document.scripts].map(({ src }) => src),
    ...[...document.querySelectorAll('link')].map(({ href }) => href),
  ]);
  expect(sources.length).toBeGreaterThan(0);
  for (const source of sources) expect(source).toMatch(/^app:\/\/lab\//);
  expect(await lab.page.evaluate(() => isSecureContext)).toBe(true);
});

test('2: no Node in the page', async () => {
  const found = await lab.page.evaluate(() =>
    [
      'require',
      'process',
      'module',
      'exports',
      'Buffer',
      'global',
      '__dirname',
      'electron',
      'ipcRenderer',
    ].filter((name) => name in window),
  );
  expect(found).toEqual([]);
  expect(await preferences()).toMatchObject({ nodeIntegration: false, nodeIntegrationInSubFrames: false });
});

test('3, 4, 6, 8, 9, 10: isolation, sandbox and web security are on, experiments are off', async () => {
  const found = await preferences();
  expect(found).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
  });
  expect(found.enableBlinkFeatures ?? '').toBe('');
  const switches = await lab.app.evaluate(({ app }) =>
    [
      'disable-web-security',
      'allow-running-insecure-content',
      'enable-blink-features',
      'remote-allow-origins',
    ].filter((name) => app.commandLine.hasSwitch(name)),
  );
  expect(switches).toEqual([]);
});

describe('7: content security policy', () => {
  test('is sent with every answer, to the letter', async () => {
    for (const url of ['app://lab/', 'app://lab/index.html', 'app://lab/nothing.js'])
      expect((await request(url)).policy).toBe(expectedPolicy);
  });

  test('has no exception written into the page', async () => {
    const { text } = await request('app://lab/index.html');
    expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|http-equiv/i);
  });

  test.each<[string, string, (done: (outcome: string) => void, url: string) => void]>([
    [
      'eval',
      'script-src',
      (done) => {
        done(String((0, eval)('"ran"')));
      },
    ],
    [
      'an inline script',
      'script-src-elem',
      (done) => {
        Object.assign(window, { ran: () => done('ran') });
        const script = document.createElement('script');
        script.textContent = 'window.ran()';
        document.head.append(script);
      },
    ],
    [
      'an inline handler',
      'script-src-attr',
      (done) => {
        Object.assign(window, { ran: () => done('ran') });
        const element = document.createElement('div');
        element.setAttribute('onclick', 'window.ran()');
        element.click();
      },
    ],
    [
      'a script from elsewhere',
      'script-src-elem',
      (done, url) => {
        const script = document.createElement('script');
        script.onload = () => done('ran');
        script.src = `${url}/script.js`;
        document.head.append(script);
      },
    ],
    [
      'a script from data:',
      'script-src-elem',
      (done) => {
        const script = document.createElement('script');
        script.onload = () => done('ran');
        script.src = 'data:text/javascript,0';
        document.head.append(script);
      },
    ],
    [
      'an inline style',
      'style-src-elem',
      () => {
        const style = document.createElement('style');
        style.textContent = 'body { opacity: 0.5 }';
        document.head.append(style);
      },
    ],
    [
      'a picture from elsewhere',
      'img-src',
      (done, url) => {
        const image = new Image();
        image.onload = () => done('ran');
        image.src = `${url}/picture.png`;
      },
    ],
    [
      'fetch',
      'connect-src',
      (done, url) => {
        fetch(`${url}/data`).then(
          () => done('ran'),
          () => undefined,
        );
      },
    ],
    [
      'a web socket',
      'connect-src',
      (_done, url) => {
        new WebSocket(url.replace('http', 'ws'));
      },
    ],
    [
      'a frame',
      'frame-src',
      (_done, url) => {
        const frame = document.createElement('iframe');
        frame.src = url;
        document.body.append(frame);
        setTimeout(() => frame.remove(), 200);
      },
    ],
    [
      'a form sent elsewhere',
      'form-action',
      (_done, url) => {
        const form = document.createElement('form');
        form.action = url;
        document.body.append(form);
        form.submit();
        form.remove();
      },
    ],
  ])('stops %s', async (_what, directive, act) => {
    expect(await inPage(act)).toBe(directive);
  });

  test('nothing of that has reached the network', () => expect(served).toEqual([]));
});

test.each([
  'app://lab/../package.json',
  'app://lab/..%2fpackage.json',
  'app://lab/..%2f..%2fpackage.json',
  'app://lab/%2e%2e/%2e%2e/package.json',
  'app://lab/assets/..%2f..%2fmain%2findex.cjs',
  'app://lab/..%5c..%5cpackage.json',
  'app://lab/%252e%252e%252fpackage.json',
  'app://lab//etc/passwd',
  'app://lab/%2fetc%2fpasswd',
  'app://lab/..%2fruntime.json',
  'app://lab/..%2fmain%2findex.cjs',
  'app://lab/%',
])('18: %s is not served', async (url) => {
  const { status, text } = await request(url);
  expect(status).toBe(404);
  expect(text).toBe('');
});

test('18: another host, another method and file:// are refused', async () => {
  expect((await request('app://other/index.html')).status).toBe(403);
  expect((await request('app://lab/index.html', 'POST')).status).toBe(405);
  const image = await inPage((done) => {
    const picture = new Image();
    picture.onload = () => done('loaded');
    picture.onerror = () => done('refused');
    picture.src = 'file:///usr/share/pixmaps/debian-logo.png';
  });
  expect(image).toBe('refused');
});

test('1: even a page without a policy of its own reaches no network', async () => {
  const outcome = await lab.app.evaluate(async ({ BrowserWindow }, url) => {
    const window = new BrowserWindow({ show: false });
    await window.loadURL('about:blank');
    const result: unknown = await window.webContents.executeJavaScript(
      `fetch(${JSON.stringify(url)}).then(() => 'reached', () => 'refused')`,
    );
    const page = await window.loadURL(`${url}/page`).then(
      () => 'reached',
      () => 'refused',
    );
    window.destroy();
    return [result, page];
  }, serverUrl);
  expect(outcome).toEqual(['refused', 'refused']);
  expect(served).toEqual([]);
});

test('16: the Electron that runs is the one that set-up has provided', async () => {
  const version = await lab.app.evaluate(() => process.versions.electron);
  expect(Number(version?.split('.')[0])).toBeGreaterThanOrEqual(25);
});
