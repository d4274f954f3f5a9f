import { takesKey } from './key-owner.ts';

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
    if (takesKey(event.target, key)) return;
    const wanted = key.length === 1 ? key.toLowerCase() : key;
    const shortcut = this.#groups
      .flatMap((group) => group.shortcuts)
      .find(({ keys }) => keys.includes(wanted));
    if (!shortcut) return;
    event.preventDefault();
    shortcut.run();
  }
}

export const shortcuts = new Shortcuts();
