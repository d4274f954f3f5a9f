export interface Shortcut {
  /** As `event.key` has it, with `Shift+` in front where it matters. */
  keys: readonly string[];
  label: string;
  run: () => void;
}

export interface ShortcutGroup {
  title: string;
  shortcuts: readonly Shortcut[];
}

const NAMES: Record<string, string> = {
  ' ': 'Space',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

/** A key as it is printed: `Shift+ArrowLeft` gives `Shift ←`. */
export function keyName(key: string): string {
  if (key === '+') return key;
  return key
    .split('+')
    .map((part) => NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(' ');
}

/** The keys that do something on this page: pages add theirs, the sheet lists them. */
class Shortcuts {
  #groups = $state.raw<readonly ShortcutGroup[]>([]);
  #sheet = $state(false);

  get groups(): readonly ShortcutGroup[] {
    return this.#groups;
  }
  get sheet(): boolean {
    return this.#sheet;
  }
  set sheet(open: boolean) {
    this.#sheet = open;
  }

  /** Adds a group; the returned function takes it away again. */
  add(group: ShortcutGroup): () => void {
    this.#groups = [...this.#groups, group];
    return () => (this.#groups = this.#groups.filter((other) => other !== group));
  }

  /** Runs what a key press stands for, unless someone is typing or a widget has used it. */
  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.shiftKey && event.key.length > 1 ? `Shift+${event.key}` : event.key;
    if (occupied(event.target, key)) return;
    const wanted = key.length === 1 ? key.toLowerCase() : key;
    const shortcut = this.#groups
      .flatMap((group) => group.shortcuts)
      .find(({ keys }) => keys.includes(wanted));
    if (!shortcut) return;
    event.preventDefault();
    shortcut.run();
  }
}

/** Whether the key belongs to what has the focus: text fields take all, buttons take Space and Enter. */
function occupied(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // A dialog that was closed keeps the focus for some milliseconds: what is typed then is meant for the page.
  if (target.closest('[role="dialog"][data-state="closed"]')) return false;
  if (
    target.isContentEditable ||
    target.closest('input, textarea, select, [role="menu"], [role="listbox"]')
  ) {
    return true;
  }
  if (target.closest('[role="dialog"]')) return true;
  const pressed = key === ' ' || key === 'Enter';
  if (pressed && target.closest('button, a, [role="button"], [role="checkbox"], [role="switch"]'))
    return true;
  return key.startsWith('Arrow') && target.closest('[role="tablist"], [role="radiogroup"]') !== null;
}

export const shortcuts = new Shortcuts();
