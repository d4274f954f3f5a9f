import type { ShortcutGroup } from '$lib/state/shortcuts.svelte.ts';

/** What the keys of the dashboard do. */
export interface LiveMoves {
  move: (by: number) => void;
  page: () => number;
  sideways: (by: number) => void;
  search: () => void;
  open: () => void;
  replay: () => void;
  pause: () => void;
  refresh: () => void;
  timeframe: (by: 1 | -1) => void;
}

const ALL = 1_000_000;

export function liveKeys(moves: LiveMoves): ShortcutGroup {
  return {
    title: 'Live',
    shortcuts: [
      { keys: ['ArrowDown', 'j'], label: 'Next row', run: () => moves.move(1) },
      { keys: ['ArrowUp', 'k'], label: 'Previous row', run: () => moves.move(-1) },
      { keys: ['PageDown'], label: 'A page down', run: () => moves.move(moves.page()) },
      { keys: ['PageUp'], label: 'A page up', run: () => moves.move(-moves.page()) },
      { keys: ['Home'], label: 'First row', run: () => moves.move(-ALL) },
      { keys: ['End'], label: 'Last row', run: () => moves.move(ALL) },
      { keys: ['ArrowRight'], label: 'Columns to the right', run: () => moves.sideways(160) },
      { keys: ['ArrowLeft'], label: 'Columns to the left', run: () => moves.sideways(-160) },
      { keys: ['Enter'], label: 'Open the chart of the row', run: moves.open },
      { keys: ['r'], label: "Open the replay at the row's bar", run: moves.replay },
      { keys: ['/'], label: 'Search', run: moves.search },
      { keys: [']'], label: 'Longer timeframe', run: () => moves.timeframe(1) },
      { keys: ['['], label: 'Shorter timeframe', run: () => moves.timeframe(-1) },
      { keys: ['.'], label: 'Pause, or go on', run: moves.pause },
      { keys: ['n'], label: 'Bring up to date now', run: moves.refresh },
    ],
  };
}
