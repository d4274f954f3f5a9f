import { parseDerived } from '@hindcast/engine/wire';
import type { MetricView } from '$lib/format/metrics.ts';
import type { Catalogue } from './catalogue.ts';
import { OVERLAY_COLOURS, OVERLAYS, PRESETS, type PaneSpec, type SeriesSpec } from './pane-specs.ts';

/** The word of a layout for the prices at which much was liquidated. */
export const HEAT = 'levels';
/** Before a price that shall stand in a pane of its own, and not over the candles. */
const IN_A_PANE = 'pane:';

/** More panes than this would leave none of them a height, and more lines hide the price. */
export const MOST_PANES = 8;
export const MOST_OVERLAYS = 8;

/** A series, and how its numbers read. */
export interface ShownSeries extends SeriesSpec {
  view: MetricView;
  /** Whether its numbers stand for words, which no axis has room for. */
  states?: boolean;
}
export interface Pane extends Omit<PaneSpec, 'series'> {
  series: readonly ShownSeries[];
}

/** What a chart shows besides candles and volume. */
export interface Layout {
  panes: readonly Pane[];
  overlays: readonly ShownSeries[];
  heat: boolean;
}

/** A layout in words, such as `oi,fundingZ,sma(close,20),levels`, as it was read. */
export interface LayoutReading extends Layout {
  /** The words that are shown, each in its one spelling. */
  words: readonly string[];
  /** Words that name nothing here. */
  unknown: readonly string[];
  /** Words that came more than once. */
  repeated: readonly string[];
  /** Words for which there is no room. */
  surplus: readonly string[];
}

export function readLayout(text: string, catalogue: Catalogue): LayoutReading {
  const [words, panes, overlays]: [string[], Pane[], ShownSeries[]] = [[], [], []];
  const [unknown, repeated, surplus] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const said of wordsOf(text)) {
    const word = spelledOnce(said, catalogue);
    if (word === undefined) {
      unknown.add(said);
      continue;
    }
    if (words.includes(word)) {
      repeated.add(word);
      continue;
    }
    const over = isOverlay(word, catalogue);
    if (word !== HEAT && (over ? overlays.length >= MOST_OVERLAYS : panes.length >= MOST_PANES)) {
      surplus.add(word);
      continue;
    }
    words.push(word);
    if (over) overlays.push(overlayOf(word, overlays, catalogue));
    else if (word !== HEAT) panes.push(paneOf(word, catalogue));
  }
  const found = { words, panes, overlays, heat: words.includes(HEAT) };
  return { ...found, unknown: [...unknown], repeated: [...repeated], surplus: [...surplus] };
}

/**
 * The layout with a word more, or without it. Derived columns stay in it where there are none just now: a blind replay has none, and what
 * comes after it does.
 */
export function toggled(text: string, word: string, catalogue: Catalogue): string {
  const { words, unknown } = readLayout(text, catalogue);
  const toggledWords = words.includes(word) ? words.filter((one) => one !== word) : [...words, word];
  const asleep = catalogue.derived ? [] : unknown.filter((one) => parseDerived(columnOf(one)) !== undefined);
  return [...toggledWords, ...asleep].join(',');
}

/** The word for a column over the price, or in a pane. */
export function wordFor(column: string, where: 'pane' | 'price', catalogue: Catalogue): string {
  const word = where === 'pane' && catalogue.isPrice(column) ? IN_A_PANE + column : column;
  return spelledOnce(word, catalogue) ?? word;
}

/** The title of the pane or overlay that a word stands for. */
export function titleOf(word: string, catalogue: Catalogue): string {
  const preset = PRESETS.find(({ id }) => id === word);
  return preset?.title ?? catalogue.view(columnOf(word)).label;
}

/** Columns that a layout reads: in panes, which only the main chart has, and over the price, on every chart. */
export interface LayoutColumns {
  panes: readonly string[];
  overlays: readonly string[];
}
export const columnsOf = ({ panes, overlays }: Layout): LayoutColumns => ({
  panes: panes.flatMap(({ series }) => series.map(({ column }) => column)),
  overlays: overlays.map(({ column }) => column),
});

/** What a layout of a link asks for that is not shown, as sentences; null where all of it is. */
export function layoutDifference(text: string, catalogue: Catalogue): string | null {
  const { unknown, repeated, surplus } = readLayout(text, catalogue);
  const said: string[] = [];
  if (unknown.length > 0) {
    said.push(`No pane or overlay here is called ${listed(unknown)}: the link's layout is shown without.`);
  }
  if (repeated.length > 0)
    said.push(`The link names ${listed(repeated)} more than once: each is shown once.`);
  if (surplus.length > 0) {
    said.push(
      `There is room for ${MOST_PANES} panes and ${MOST_OVERLAYS} overlays: the link's layout is shown without ${listed(surplus)}.`,
    );
  }
  return said.join(' ') || null;
}

/** Nobody reads more names than this, nor longer ones. */
const MOST_LISTED = 5;
const LONGEST_LISTED = 40;

function listed(words: readonly string[]): string {
  const cut = (word: string): string =>
    word.length > LONGEST_LISTED ? `${word.slice(0, LONGEST_LISTED)}…` : word;
  const named = words.slice(0, MOST_LISTED).map((word) => `"${cut(word)}"`);
  const rest = words.length - named.length;
  return named.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** The words between commas; those within parentheses belong to a word, if they are closed again. */
function wordsOf(text: string): string[] {
  const words = [''];
  let depth = 0;
  for (const letter of text.replaceAll(/\s/g, '')) {
    if (letter === '(') depth++;
    if (letter === ')') depth = Math.max(0, depth - 1);
    if (letter === ',' && depth === 0) words.push('');
    else words[words.length - 1] += letter;
  }
  const last = words.pop() ?? '';
  return [...words, ...(depth === 0 ? [last] : last.split(','))].filter(Boolean);
}

const columnOf = (word: string): string => (word.startsWith(IN_A_PANE) ? word.slice(IN_A_PANE.length) : word);
const isOverlay = (word: string, catalogue: Catalogue): boolean =>
  catalogue.isPrice(word) && !PRESETS.some(({ id }) => id === word);

/** A word in the one spelling that it has; undefined where it names nothing. */
function spelledOnce(said: string, catalogue: Catalogue): string | undefined {
  const column = columnOf(said);
  const preset = PRESETS.find(
    ({ id, series }) => id === column || (series.length === 1 && series[0].column === column),
  );
  if (said === HEAT) return HEAT;
  if (preset) return preset.series.every((one) => catalogue.has(one.column)) ? preset.id : undefined;
  if (!catalogue.has(column)) return undefined;
  return column !== said && catalogue.isPrice(column) ? said : column;
}

function overlayOf(column: string, before: readonly ShownSeries[], catalogue: Catalogue): ShownSeries {
  const own = OVERLAYS.find((overlay) => overlay.column === column);
  const free = before.filter((other) => OVERLAYS.every((overlay) => overlay.column !== other.column)).length;
  const colour = OVERLAY_COLOURS[free % OVERLAY_COLOURS.length];
  return { ...(own ?? { column, kind: 'line', colour }), view: catalogue.view(column) };
}

function paneOf(word: string, catalogue: Catalogue): Pane {
  const shown = (series: SeriesSpec): ShownSeries => ({ ...series, view: catalogue.view(series.column) });
  const preset = PRESETS.find(({ id }) => id === word);
  if (preset) return { ...preset, series: preset.series.map(shown) };
  const column = columnOf(word);
  const view = catalogue.view(column);
  const doc = catalogue.doc(column);
  const states = doc?.words !== undefined;
  const centred = view.unit === 'σ' || view.unit === 'r';
  return {
    id: word,
    title: view.label,
    series: [{ column, kind: view.directed ? 'signed' : 'line', colour: 'series1', view, states }],
    levels: centred && !view.directed ? [0] : [],
    minMove: minMoveOf(doc?.unit),
  };
}

/** Least change that the scale of a pane resolves, by the unit of what stands in it. */
function minMoveOf(unit: string | undefined): number {
  if (unit === 'USD' || unit === 'USD/h' || unit === 'count' || unit === 'state') return 1;
  if (unit === 'ratio' || unit === 'fraction' || unit === '%') return 0.001;
  return unit === 'ln' || unit === 'fraction per interval' ? 0.000_001 : 0.000_1;
}
