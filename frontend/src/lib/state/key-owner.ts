/** Inputs that are pressed rather than typed into. */
const PRESSED: ReadonlySet<string> = new Set([
  ...['checkbox', 'radio', 'button', 'submit', 'reset', 'image', 'file', 'color'],
]);
const ARROWS: readonly string[] = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
const SCROLLING: readonly string[] = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown'];
const SLIDING: readonly string[] = [...ARROWS, 'PageUp', 'PageDown', 'Home', 'End'];

const presses = (key: string): boolean => key === ' ' || key === 'Enter';

/** Whether an input of a type, which has the focus, takes a key: text fields take all. */
export function inputTakes(type: string, key: string): boolean {
  if (type === 'range') return SLIDING.includes(key);
  if (type === 'radio') return presses(key) || ARROWS.includes(key);
  return !PRESSED.has(type) || presses(key);
}

/** Whether a key belongs to what has the focus: to what is typed into, pressed, chosen from or scrolled by it. */
export function takesKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // A dialog that was closed keeps the focus for some milliseconds: what is typed then is meant for the page.
  if (target.closest('[role="dialog"][data-state="closed"]')) return false;
  if (target.isContentEditable || target.closest('textarea, select, [role="menu"], [role="listbox"]'))
    return true;
  if (target.closest('[role="dialog"]')) return true;
  if (target instanceof HTMLInputElement && inputTakes(target.type, key)) return true;
  if (presses(key) && target.closest('button, a, [role="button"], [role="checkbox"], [role="switch"]'))
    return true;
  if (key.startsWith('Arrow') && target.closest('[role="tablist"], [role="radiogroup"]')) return true;
  return SCROLLING.includes(key) && scrolls(target);
}

/** Whether more lies in an element than there is room for. A page that is not scrolled itself has none such in focus. */
function scrolls(element: HTMLElement): boolean {
  if (element === document.body || element.scrollHeight <= element.clientHeight) return false;
  return /auto|scroll/.test(getComputedStyle(element).overflowY);
}
