// Handed to a page as they stand, so they use nothing around them.

/** Notes when a lane's row, its events of tier 2, and toasts that name it are first there: by the close of the bar. */
export function noteTier2(lane: string): void {
  const seen: Record<string, number> = {};
  Object.assign(globalThis, { seen });
  const base = lane.split(' ')[1].split('/')[0];
  const look = (): void => {
    const row = document.querySelector<HTMLElement>(`[data-testid=watch-row][data-lane="${lane}"]`);
    const bar = document.querySelector<HTMLElement>('[data-testid=live-bar]');
    if (Number(row?.dataset.tier) >= 2) seen[`row ${bar?.dataset.closed}`] ??= Date.now();
    const events = document.querySelectorAll<HTMLElement>(
      `[data-testid=event][data-lane="${lane}"][data-tier="2"]`,
    );
    for (const event of events) seen[`event ${event.dataset.known}`] ??= Date.now();
    for (const toast of document.querySelectorAll<HTMLElement>('[data-testid=alert-toast][data-tier="2"]')) {
      const [clock] = /\d\d:\d\d/.exec(toast.innerText) ?? [''];
      if (toast.innerText.includes(base)) seen[`toast ${clock}`] ??= Date.now();
    }
    requestAnimationFrame(look);
  };
  look();
}

/**
 * Notes when marks of tier 2 and above are first painted, as `mark <x> <clock of the newest bar>`: a mark is a digit on the
 * canvas, and the clock is what the chart writes at its newest bar in the same turn.
 */
export function noteMarks(): void {
  const seen: Record<string, number> = {};
  Object.assign(globalThis, { seen });
  let drawn: number[] = [];
  let clock = '';
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (
    text: string,
    x: number,
    y: number,
    width?: number,
  ) {
    if (/^[2-6]$/.test(text)) drawn.push(x);
    clock = /^\d{4}-\d\d-\d\d (\d\d:\d\d)/.exec(text)?.[1] ?? clock;
    if (width === undefined) write.call(this, text, x, y);
    else write.call(this, text, x, y, width);
  };
  const look = (): void => {
    if (drawn.length > 0) seen[`mark ${Math.round(Math.max(...drawn))} ${clock}`] ??= Date.now();
    drawn = [];
    requestAnimationFrame(look);
  };
  look();
}
