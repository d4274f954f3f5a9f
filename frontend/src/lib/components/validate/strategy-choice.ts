import { drafts, titleOf } from '$lib/state/lab/drafts.svelte.ts';
import { SHIPPED_STRATEGIES } from '$lib/strategy/shipped.ts';

/** Strategies that can be swept: those of this browser, and the shipped ones. */
export function strategyItems(): { value: string; label: string; note?: string }[] {
  return [
    ...drafts.list.map(({ id, text }) => ({ value: id, label: titleOf(text), note: 'draft' })),
    ...SHIPPED_STRATEGIES.map(({ id, name }) => ({ value: id, label: name })),
  ];
}

export function strategyText(id: string): string {
  return drafts.find(id)?.text ?? SHIPPED_STRATEGIES.find((strategy) => strategy.id === id)?.text ?? '';
}

/** Which of them has this text; undefined where none has. */
export function strategyIdOf(text: string): string | undefined {
  const shipped = SHIPPED_STRATEGIES.find((strategy) => strategy.text === text);
  return shipped?.id ?? drafts.list.find((draft) => draft.text === text)?.id;
}
