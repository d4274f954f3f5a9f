/** The design tokens that charts draw with, read from the page so that there is one palette only. */
const TOKENS = {
  ground: '--ground',
  panel: '--panel',
  raised: '--raised',
  line: '--line',
  lineStrong: '--line-strong',
  text: '--text',
  muted: '--muted',
  faint: '--faint',
  cursor: '--cursor',
  cursorLine: '--cursor-line',
  cursorInk: '--cursor-ink',
  cursorWash: '--cursor-wash',
  up: '--up',
  down: '--down',
  upWash: '--up-wash',
  downWash: '--down-wash',
  series1: '--series-1',
  series2: '--series-2',
  series3: '--series-3',
  tier1: '--tier-1',
  tier2: '--tier-2',
  tier3: '--tier-3',
  tier4: '--tier-4',
  tier5: '--tier-5',
  tier6: '--tier-6',
} as const;

export type Colour = keyof typeof TOKENS;
export type Palette = Readonly<Record<Colour, string>>;

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const entries = Object.entries(TOKENS).map(([name, token]) => [name, style.getPropertyValue(token).trim()]);
  return Object.fromEntries(entries) as Palette;
}

const TIER_COLOURS = ['tier1', 'tier2', 'tier3', 'tier4', 'tier5', 'tier6'] as const;

export const tierColour = (palette: Palette, tier: number): string => palette[TIER_COLOURS[tier - 1]];

/** `#rrggbb` with an alpha. */
export function withAlpha(colour: string, alpha: number): string {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return colour;
  return `${colour}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`;
}

export const MONO = '"JetBrains Mono Variable", ui-monospace, monospace';
export const SANS = '"Inter Variable", system-ui, sans-serif';
