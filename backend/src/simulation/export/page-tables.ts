import type { MonthRow, RegretAccount, SimulationReport } from '@hindcast/engine/simulation';
import { number, signed } from './page-format.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Returns by year and month, and each year as a whole. */
export function monthsTable(months: readonly MonthRow[]): string {
  const years = [...new Set(months.map(({ year }) => year))];
  if (years.length === 0) return '<p class="quiet">No bars.</p>';
  const most = months.reduce((max, { returnPct }) => Math.max(max, Math.abs(returnPct)), 0) || 1;
  const cell = (value: number | undefined): string => {
    if (value === undefined) return '<td></td>';
    const strength = Math.round((45 * Math.abs(value)) / most);
    const colour = value >= 0 ? 'var(--gain)' : 'var(--loss)';
    return `<td style="background:color-mix(in srgb,${colour} ${strength}%,transparent)">${signed(value)}</td>`;
  };
  const rows = years.map((year) => {
    const own = months.filter((month) => month.year === year);
    const whole = 100 * (own.reduce((growth, { returnPct }) => growth * (1 + returnPct / 100), 1) - 1);
    const cells = MONTHS.map((_, k) => cell(own.find(({ month }) => month === k + 1)?.returnPct));
    return `<tr><td>${year}</td>${cells.join('')}<td><b>${signed(whole)}</b></td></tr>`;
  });
  const head = ['', ...MONTHS, 'year'].map((word) => `<th>${word}</th>`).join('');
  return `<div class="scroll"><table class="months"><tr>${head}</tr>${rows.join('')}</table></div>`;
}

const PARTS: readonly (readonly [keyof RegretAccount, string])[] = [
  ['oracle', 'hindsight'],
  ['entryTiming', 'entry timing'],
  ['exitTiming', 'exit timing'],
  ['missedSignals', 'missed'],
  ['falseSignals', 'false'],
  ['costs', 'fees, slippage'],
  ['funding', 'funding'],
  ['realised', 'realised'],
];

/** Regret by rule and tier, and in total. */
export function regretTable({ regret, regretBySignal }: SimulationReport): string {
  const row = (label: string, counts: string, account: RegretAccount): string =>
    `<tr><td>${label}</td><td>${counts}</td>${PARTS.map(([name]) => `<td>${number(account[name])}</td>`).join('')}</tr>`;
  const groups = regretBySignal.map(({ side, tier, traded, missed, regret: own }) =>
    row(
      `${side}${tier === null ? '' : `, tier ${tier}`}`,
      `${number(traded, 0)} / ${number(missed, 0)}`,
      own,
    ),
  );
  const head = ['signal', 'traded / missed', ...PARTS.map(([, label]) => label)];
  return `<div class="scroll"><table><tr>${head.map((word) => `<th>${word}</th>`).join('')}</tr>${groups.join('')}${row('<b>all</b>', '', regret)}</table></div>`;
}
