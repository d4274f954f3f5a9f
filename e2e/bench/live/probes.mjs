// What is asked of the live page from inside: handed to the browser as they stand, so they use nothing around them.
/* global document, requestAnimationFrame, MutationObserver -- of the page that is driven */

/** Scrolls down and up for so long; answers the times between frames. */
export async function scroll(seconds) {
  const list = document.querySelector('[data-testid="watch-list"]');
  const frames = [];
  const end = performance.now() + seconds * 1_000;
  let before = await new Promise((resolve) => requestAnimationFrame(resolve));
  let by = 40;
  while (before < end) {
    list.scrollTop += by;
    if (list.scrollTop <= 0 || list.scrollTop + list.clientHeight >= list.scrollHeight - 1) by = -by;
    const now = await new Promise((resolve) => requestAnimationFrame(resolve));
    frames.push(now - before);
    before = now;
  }
  return frames;
}

/** Notes when the last block of many numbers came, before anything else of the page hears of it. */
export function watchArrivals(least) {
  globalThis.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({ data }) => {
        if (data.byteLength >= least) globalThis.arrived = performance.timeOrigin + performance.now();
      });
    }
  };
}

/** Notes when the figures of each close have been painted: its time, and when its message had come. */
export function watchPixels() {
  globalThis.painted = [];
  const bar = document.querySelector('[data-testid="live-bar"]');
  new MutationObserver(() => {
    const closed = Number(bar.dataset.closed);
    const { arrived } = globalThis;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () =>
        globalThis.painted.push([closed, performance.timeOrigin + performance.now(), arrived]);
      port2.postMessage(null);
    });
  }).observe(bar, { attributeFilter: ['data-closed'] });
}
