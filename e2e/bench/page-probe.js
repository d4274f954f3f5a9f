/* global window, document, requestAnimationFrame, MutationObserver, addEventListener */
/*
 * Runs in the page, before anything else: times from an input to the frame in which its result was painted. A frame counts
 * as painted in the task after the one in which the browser was asked to draw it.
 */
(() => {
  const painted = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(0);
      }),
    );
  const stage = () => document.querySelector('[data-testid="stage"]');
  const cursor = () => Number(stage()?.getAttribute('data-cursor') ?? -1);

  /** Calls back once when `holds` does, looking after every change of the page. */
  const when = (holds) =>
    new Promise((resolve) => {
      if (holds()) return resolve();
      const observer = new MutationObserver(() => {
        if (!holds()) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    });

  const samples = [];
  window.probe = {
    samples,
    cursor,
    firstPaint: (async () => {
      await when(() => document.querySelector('[data-testid="bar-as-text"]')?.textContent.includes('Close'));
      return painted();
    })(),
    take: () => samples.splice(0),
    /** Resolves when the sample that was begun last is taken. To wait by looking at every frame would make frames itself. */
    sampled: Promise.resolve(),
    /** From the next event of a kind to the painted frame in which the cursor stands where it led. */
    next(kind, there) {
      window.probe.sampled = (async () => {
        const event = await new Promise((resolve) =>
          addEventListener(kind, resolve, { capture: true, once: true }),
        );
        await when(there);
        samples.push((await painted()) - event.timeStamp);
      })();
    },
    /** The distances between frames for a while, in ms. */
    frames: (ms) =>
      new Promise((resolve) => {
        const gaps = [];
        const began = performance.now();
        let last = began;
        const tick = (now) => {
          gaps.push(now - last);
          last = now;
          if (now - began < ms) requestAnimationFrame(tick);
          else resolve(gaps.slice(1));
        };
        requestAnimationFrame(tick);
      }),
  };
})();
