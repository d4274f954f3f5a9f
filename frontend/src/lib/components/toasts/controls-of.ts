import type { Box } from '$lib/state/toasts/placement.ts';

const CONTROLS =
  'button, a[href], input, select, textarea, summary, [role="slider"], [role="tab"], [contenteditable="true"], [role="row"], h1, [data-sonner-toast]';

/** The controls of the page that can be seen, its rows that can be clicked, and its title; without those of the toasts themselves. */
export function controlsOf(page: Document, own: Element): Box[] {
  const found: Box[] = [];
  for (const element of page.querySelectorAll(CONTROLS)) {
    if (own.contains(element)) continue;
    const box = element.getBoundingClientRect();
    const seen =
      box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    if (seen) found.push(box);
  }
  return found;
}
