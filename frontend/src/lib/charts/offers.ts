import { METRIC_GROUPS } from '$lib/format/metrics.ts';
import type { Catalogue } from './catalogue.ts';
import { HEAT, titleOf, wordFor } from './layout.ts';
import { PRESETS } from './pane-specs.ts';

/** Something that a chart can show: its word in a layout, and what is said of it. */
export interface Offer {
  word: string;
  label: string;
  /** Name in the catalogue. */
  name: string;
  unit: string;
  /** Meaning and formula. */
  hint: string;
}

export interface OfferSection {
  title: string;
  offers: readonly Offer[];
}

/** What a query finds, in sections; everything there is for an empty one. What only the meaning says comes last. */
export function offersFor(query: string, catalogue: Catalogue): OfferSection[] {
  const parts = query.toLowerCase().split(/\s+/).filter(Boolean);
  const all = sectionsOf(catalogue);
  const named = all.map(({ title, offers }) => ({
    title,
    offers: offers.filter(({ label, name, unit }) => holds(`${label} ${name} ${unit}`, parts)),
  }));
  const taken = new Set(named.flatMap(({ offers }) => offers));
  const meant = all
    .flatMap(({ offers }) => offers)
    .filter((offer) => !taken.has(offer) && holds(`${offer.label} ${offer.hint}`, parts));
  return [own(query, catalogue), ...named, { title: 'By their meaning', offers: meant }].filter(
    ({ offers }) => offers.length > 0,
  );
}

/** A derived column that was written out: over the price where it is one, and in a pane. */
function own(query: string, catalogue: Catalogue): OfferSection {
  const name = query.replaceAll(/\s/g, '');
  const derived = !catalogue.columns.includes(name) && catalogue.has(name);
  const words = derived ? (['price', 'pane'] as const).map((where) => wordFor(name, where, catalogue)) : [];
  const offers = [...new Set(words)].map((word) => {
    const place = words[0] === words[1] || word !== name ? 'a pane' : 'over the price';
    return { ...offerOf(word, name, catalogue), unit: place };
  });
  return { title: 'As you wrote it', offers };
}

function sectionsOf(catalogue: Catalogue): OfferSection[] {
  const { columns } = catalogue;
  const inPane = (name: string): string => wordFor(name, 'pane', catalogue);
  const presets = PRESETS.filter(({ series }) => series.every(({ column }) => catalogue.has(column)));
  const taken = new Set(presets.map(({ id }) => id));
  const paneOffers = (names: readonly string[]): Offer[] =>
    names
      .filter((name) => columns.includes(name) && !taken.has(inPane(name)))
      .map((name) => offerOf(inPane(name), name, catalogue));
  const grouped = METRIC_GROUPS.map(({ title, metrics }) => ({
    title,
    names: metrics.map(({ name }) => name),
  }));
  const known = new Set(grouped.flatMap(({ names }) => names));
  const prices = columns.filter((name) => catalogue.isPrice(name));
  const heat = { word: HEAT, label: 'Liquidation levels, last hour', name: HEAT, unit: '', hint: '' };
  return [
    {
      title: 'Panes below the price',
      offers: presets.map(({ id, series }) => offerOf(id, series[0].column, catalogue)),
    },
    {
      title: 'Over the price',
      offers: [...prices.toReversed().map((name) => offerOf(name, name, catalogue)), heat],
    },
    ...grouped.map(({ title, names }) => ({ title: `${title}, in a pane`, offers: paneOffers(names) })),
    { title: 'Detectors and signals', offers: paneOffers(columns.filter((name) => !known.has(name))) },
  ];
}

function offerOf(word: string, name: string, catalogue: Catalogue): Offer {
  const doc = catalogue.doc(name);
  const formula = doc?.formula ? `\n= ${doc.formula}` : '';
  return {
    word,
    name,
    label: titleOf(word, catalogue),
    unit: doc?.unit ?? '',
    hint: doc ? `${doc.name}, ${doc.unit}\n${doc.meaning}${formula}` : name,
  };
}

const holds = (text: string, parts: readonly string[]): boolean =>
  parts.every((part) => text.toLowerCase().includes(part));
