import type { Box } from '$lib/state/toasts/placement.ts';

const CONTROLS =
  'button, a[href], input, select, textarea, summary, [role="slider"], [role="tab"], [contenteditable="true"], [data-sonner-toast]';
const TYPED = 'input, select, textarea, [role="slider"], [contenteditable="true"]';

/** The controls of the page that can be seen, with what covering one would cost. */
export function controlsOf(page: Document, own: Element | null): { box: Box; weight: number }[] {
  const found: { box: Box; weight: number }[] = [];
  for (const element of page.querySelectorAll(CONTROLS)) {
    if (own?.contains(element)) continue;
    const box = element.getBoundingClientRect();
    const seen =
      box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    if (seen) found.push({ box, weight: element.matches(TYPED) ? 4 : 1 });
  }
  return found;
}
