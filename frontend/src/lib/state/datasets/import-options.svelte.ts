import type { NewImport } from '$lib/api/paths.ts';

export type ColumnField = NonNullable<NewImport['columns']>[number]['field'];
type Asked = Omit<NewImport, 'upload' | 'dryRun'>;

/** What a person says about an import; empty where the files are to tell. */
export class ImportOptions {
  name = $state('');
  origin = $state('');
  licence = $state('');
  venue = $state('');
  symbol = $state('');
  timeframe = $state('');
  timeFormat = $state('');
  stamp = $state<'open' | 'close'>('open');
  decimalComma = $state(false);
  simulated = $state(false);
  sort = $state(false);
  duplicates = $state(false);
  /** What each column holds, by its title or its number; only those that somebody chose. */
  columns = $state<Record<string, ColumnField>>({});

  /** The request's part: nothing of what was left empty. */
  get asked(): Asked {
    const { columns } = this;
    const repair = [
      ...(this.sort ? ['sort' as const] : []),
      ...(this.duplicates ? ['duplicates' as const] : []),
    ];
    const map = Object.entries(columns).map(([column, field]) => ({ column, field }));
    return {
      ...filled({ name: this.name, origin: this.origin, licence: this.licence }),
      ...filled({ venue: this.venue, symbol: this.symbol }),
      ...(this.timeframe ? { timeframes: [this.timeframe] as NonNullable<Asked['timeframes']> } : {}),
      ...(this.timeFormat ? { timeFormat: this.timeFormat as NonNullable<Asked['timeFormat']> } : {}),
      ...(this.stamp === 'close' ? { stamp: this.stamp } : {}),
      ...(this.decimalComma ? { decimalComma: true } : {}),
      ...(this.simulated ? { simulated: true } : {}),
      ...(repair.length > 0 ? { repair } : {}),
      ...(map.length > 0 ? { columns: map } : {}),
    };
  }

  /** Says what a column holds; nothing for what the table tells itself. One field is held by one column. */
  assign(column: string, field: ColumnField | ''): void {
    const kept = Object.entries(this.columns).filter(([other, held]) => other !== column && held !== field);
    this.columns = Object.fromEntries(field === '' ? kept : [...kept, [column, field]]);
  }
}

function filled<T extends Record<string, string>>(texts: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(texts)
      .map(([key, text]) => [key, text.trim()])
      .filter(([, text]) => text !== ''),
  ) as Partial<T>;
}
