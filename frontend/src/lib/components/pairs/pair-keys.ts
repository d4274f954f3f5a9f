import type { PairDesk } from '$lib/state/pairs/pair-desk.svelte.ts';
import { METHODS } from '$lib/charts/pairs/pair-panes.ts';
import type { ShortcutGroup } from '$lib/state/shortcuts.svelte.ts';

interface Extra {
  toLab: () => void;
  exportCsv: () => void;
  copyLink: () => void;
  flip: () => void;
  /** To the next or the previous pair of the scan. */
  next: (way: 1 | -1) => void;
}

/** What the keyboard does on the pairs page. */
export function pairKeys(desk: PairDesk, extra: Extra): ShortcutGroup {
  const { scrub } = desk;
  const step = (by: number) => () => scrub.step(by);
  return {
    title: 'Pairs',
    shortcuts: [
      { keys: [' ', 'k'], label: 'Play or pause', run: () => scrub.toggle() },
      { keys: ['ArrowRight'], label: 'One bar forward', run: step(1) },
      { keys: ['ArrowLeft'], label: 'One bar back', run: step(-1) },
      { keys: ['Shift+ArrowRight'], label: 'Ten bars forward', run: step(10) },
      { keys: ['Shift+ArrowLeft'], label: 'Ten bars back', run: step(-10) },
      { keys: ['PageUp'], label: 'A hundred bars forward', run: step(100) },
      { keys: ['PageDown'], label: 'A hundred bars back', run: step(-100) },
      { keys: [']'], label: 'Next entry or exit', run: () => scrub.jump(1) },
      { keys: ['['], label: 'Previous entry or exit', run: () => scrub.jump(-1) },
      { keys: ['Home'], label: 'First bar', run: () => (scrub.pause(), scrub.seek(0)) },
      {
        keys: ['End'],
        label: 'Newest bar',
        run: () => (scrub.pause(), scrub.seek(scrub.recording.rows - 1)),
      },
      {
        keys: ['m'],
        label: 'Next method',
        run: () => {
          const at = METHODS.indexOf(desk.choice.method);
          desk.choose({ method: METHODS[(at + 1) % METHODS.length] });
        },
      },
      { keys: ['x'], label: 'Swap y and x', run: () => desk.swap() },
      { keys: ['s'], label: 'Pair or scan', run: extra.flip },
      { keys: ['n'], label: 'Next pair of the scan', run: () => extra.next(1) },
      { keys: ['b'], label: 'Previous pair of the scan', run: () => extra.next(-1) },
      { keys: ['e'], label: 'Save the analytics as CSV', run: extra.exportCsv },
      { keys: ['l'], label: 'Make it a strategy', run: extra.toLab },
      { keys: ['c'], label: 'Copy a link to this view', run: extra.copyLink },
    ],
  };
}
