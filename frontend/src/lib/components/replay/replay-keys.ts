import type { ReplayDesk } from '$lib/state/replay/desk.svelte.ts';
import type { ShortcutGroup } from '$lib/state/shortcuts.svelte.ts';

/** What the keyboard does on the replay page. */
export function replayKeys(
  desk: ReplayDesk,
  extra: { time: () => void; copyLink: () => void },
): ShortcutGroup {
  const { session } = desk;
  const step = (by: number) => () => void session.moves.step(by);
  return {
    title: 'Replay',
    shortcuts: [
      { keys: [' ', 'k'], label: 'Play or pause', run: () => desk.togglePlay() },
      { keys: ['ArrowRight'], label: 'One bar forward', run: step(1) },
      { keys: ['ArrowLeft'], label: 'One bar back', run: step(-1) },
      { keys: ['Shift+ArrowRight'], label: 'Ten bars forward', run: step(10) },
      { keys: ['Shift+ArrowLeft'], label: 'Ten bars back', run: step(-10) },
      { keys: ['PageUp'], label: 'A hundred bars forward', run: step(100) },
      { keys: ['PageDown'], label: 'A hundred bars back', run: step(-100) },
      { keys: [']'], label: 'Next signal', run: () => void session.moves.jump('signal', 1) },
      { keys: ['['], label: 'Previous signal', run: () => void session.moves.jump('signal', -1) },
      { keys: ['}'], label: 'Next trade', run: () => void session.moves.jump('trade', 1) },
      { keys: ['{'], label: 'Previous trade', run: () => void session.moves.jump('trade', -1) },
      {
        keys: ['u'],
        label: 'Play until tier 2 or above',
        run: () => void session.moves.play(desk.speed, { minTier: 2 }),
      },
      { keys: ['l'], label: 'Faster', run: () => desk.shiftSpeed(1) },
      { keys: ['j'], label: 'Slower', run: () => desk.shiftSpeed(-1) },
      { keys: ['i'], label: 'Range starts here', run: () => session.loop.markStart(session.pointed) },
      { keys: ['o'], label: 'Range ends here', run: () => session.loop.markEnd(session.pointed) },
      { keys: ['p'], label: 'Loop the range', run: () => void session.toggleLoop() },
      { keys: ['Home'], label: 'First bar', run: () => void session.moves.seek(0) },
      { keys: ['End'], label: 'Furthest bar played', run: () => void session.moves.seek(session.furthest) },
      {
        keys: ['z'],
        label: 'Timeline: closer to the cursor',
        run: () => session.timeline.closer(session.pointed),
      },
      { keys: ['w'], label: 'Timeline: whole recording', run: () => session.timeline.fit() },
      { keys: ['g'], label: 'Go to a time', run: extra.time },
      {
        keys: ['+', '='],
        label: 'Fewer, wider bars',
        run: () => (desk.bars = Math.max(20, Math.round(desk.bars / 1.4))),
      },
      {
        keys: ['-'],
        label: 'More, narrower bars',
        run: () => (desk.bars = Math.min(3000, Math.round(desk.bars * 1.4))),
      },
      { keys: ['y'], label: 'Copy a link to this view', run: extra.copyLink },
      { keys: ['ArrowUp'], label: 'Blind: long', run: () => void desk.game.decide('long') },
      { keys: ['ArrowDown'], label: 'Blind: short', run: () => void desk.game.decide('short') },
      { keys: ['x'], label: 'Blind: pass', run: () => void desk.game.decide('pass') },
    ],
  };
}
