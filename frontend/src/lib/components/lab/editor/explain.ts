import type { Entry } from './vocabulary.ts';

function line(text: string, className: string): HTMLElement {
  const element = document.createElement('div');
  element.className = className;
  element.textContent = text;
  return element;
}

/** What kind of value a word is, in few words: `number · USDT · metric`. */
export function natureOf({ kind, type, unit }: Entry): string {
  return [type, unit === type ? '' : unit, kind === type ? '' : kind].filter(Boolean).join(' · ');
}

/** The explanation of a word as it stands beside completions and under the pointer. */
export function explain(entry: Entry): HTMLElement {
  const box = document.createElement('div');
  box.className = 'cm-explain';
  box.append(line(entry.signature || entry.name, 'cm-explain-name'));
  const nature = natureOf(entry);
  if (nature) box.append(line(nature, 'cm-explain-nature'));
  if (entry.documentation) box.append(line(entry.documentation, 'cm-explain-text'));
  if (entry.formula) box.append(line(entry.formula, 'cm-explain-formula'));
  if (entry.states.length > 0) box.append(line(`one of ${entry.states.join(', ')}`, 'cm-explain-nature'));
  if (entry.warmUp) box.append(line(`first value after ${entry.warmUp}`, 'cm-explain-nature'));
  return box;
}
