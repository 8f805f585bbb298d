/** What the benchmark has the page do and measure: these functions run in the page and know nothing of this file. */

/** Goes to an address of the app and waits until a sign of it is there and drawn; milliseconds since 1970 of the frame after. */
export function goAndSee({
  hash,
  sign,
  text,
}: {
  hash: string;
  sign: string;
  text: string;
}): Promise<number> {
  if (hash !== '') location.hash = hash;
  return new Promise((resolve) => {
    const look = (): void => {
      const found = [...document.querySelectorAll(sign)].some((element) =>
        (element.textContent ?? '').includes(text),
      );
      if (!found) requestAnimationFrame(look);
      // The frame that shows it is drawn when the next one begins.
      else requestAnimationFrame(() => requestAnimationFrame(() => resolve(Date.now())));
    };
    look();
  });
}

/** How far the page had come when, milliseconds since 1970. */
export function startMarks(): { readonly what: string; readonly at: number }[] {
  const marks = [...performance.getEntriesByType('mark'), ...performance.getEntriesByType('paint')];
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return [
    { what: 'asked for', startTime: 0 },
    { what: 'document there', startTime: navigation?.responseEnd ?? NaN },
    ...marks.map(({ name, startTime }) => ({ what: name, startTime })),
  ]
    .sort((a, b) => a.startTime - b.startTime)
    .map(({ what, startTime }) => ({ what, at: performance.timeOrigin + startTime }));
}

/** When elements that are watched for it came onto the screen for the first time, milliseconds since 1970 (Element Timing). */
export function seenTimes(): Promise<
  readonly { readonly what: string; readonly text: string; readonly at: number }[]
> {
  interface Entry extends PerformanceEntry {
    readonly identifier: string;
    readonly renderTime: number;
    readonly element: Element | null;
  }
  return new Promise((resolve) => {
    new PerformanceObserver((list, observer) => {
      observer.disconnect();
      resolve(
        (list.getEntries() as Entry[]).map(({ identifier, renderTime, element }) => ({
          what: identifier,
          text: element?.textContent ?? '',
          at: performance.timeOrigin + renderTime,
        })),
      );
    }).observe({ type: 'element', buffered: true });
  });
}

export interface Deed {
  /** Writes into the search field, or presses the head of a column. */
  readonly write?: string;
  readonly press?: string;
}

/** Does something to the run table and waits until its rows are others and drawn; milliseconds. */
export function tableAnswer({ write, press }: Deed): Promise<number> {
  const shown = (): string =>
    [...document.querySelectorAll('[data-testid=run-row], [data-testid=group-row]')]
      .map((row) => row.id)
      .join() + (document.querySelector('[data-testid=run-count]')?.textContent ?? '');
  const before = shown();
  const beginMs = performance.now();
  if (write !== undefined) {
    const field = document.querySelector<HTMLInputElement>('[data-testid=run-filter]');
    if (!field) throw new Error('there is no search field');
    field.value = write;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  if (press !== undefined)
    document.querySelector<HTMLElement>(`[role=columnheader] button[aria-label="${press}"]`)?.click();
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (performance.now() - beginMs > 20_000) reject(new Error('the table did not change'));
      else if (shown() === before) requestAnimationFrame(look);
      else {
        // The work of this frame is done when a task after it gets its turn.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - beginMs);
        requestAnimationFrame(() => port2.postMessage(null));
      }
    };
    requestAnimationFrame(look);
  });
}

export interface FrameCount {
  readonly framesPerSecond: number;
  readonly longestFrameMs: number;
}

/** Turns the wheel over a chart once a frame, in and out, and counts the frames. */
export function zoomFrames({ sign, forMs }: { sign: string; forMs: number }): Promise<FrameCount> {
  const chart = document.querySelector(sign);
  if (!chart) throw new Error(`there is no ${sign}`);
  const box = chart.getBoundingClientRect();
  const beginMs = performance.now();
  return new Promise((resolve) => {
    let [frames, lastMs, longestFrameMs] = [0, beginMs, 0];
    const turn = (): void => {
      const nowMs = performance.now();
      longestFrameMs = Math.max(longestFrameMs, nowMs - lastMs);
      lastMs = nowMs;
      if (nowMs - beginMs > forMs)
        return resolve({ framesPerSecond: (1000 * frames) / (nowMs - beginMs), longestFrameMs });
      const inwards = Math.floor(frames / 30) % 2 === 0;
      const place = {
        clientX: box.left + box.width * (0.35 + 0.1 * Math.sin(frames / 20)),
        clientY: box.top + 80,
      };
      chart.dispatchEvent(
        new WheelEvent('wheel', { bubbles: true, cancelable: true, deltaY: inwards ? -60 : 60, ...place }),
      );
      frames++;
      requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
  });
}

/** Begins to write down long tasks of the page. */
export function watchLongTasks(): void {
  const seen: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.push(duration);
  });
  observer.observe({ type: 'longtask' });
  Object.assign(window, { longTasksSeen: seen });
}

/** What was written down since it began or was last asked: milliseconds of every task above 50 ms. */
export function longTasks(): number[] {
  const { longTasksSeen } = window as unknown as { longTasksSeen: number[] };
  return longTasksSeen.splice(0);
}
