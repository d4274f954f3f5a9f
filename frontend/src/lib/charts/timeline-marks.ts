import type { ReplayOverview } from '@hindcast/engine/wire';
import { bottom, LANES, PAD, rowToX, type Context, type TimelineGround } from './timeline-painter.ts';

type Event = ReplayOverview['events'][number];

/** Height of the band of volatility regimes, at the very top. */
const BAND = 3;
/** Marks nearer to one another than this cannot be told apart, in pixels. */
const APART = 0.5;

/** Leaves out marks that would lie on one another: a recording may have a hundred of them to the pixel. */
class Places {
  #last = -Infinity;
  #weight = 0;

  /** Whether a mark is drawn: it stands apart from the last one, or outweighs it. */
  take(x: number, weight = 0): boolean {
    if (x - this.#last < APART && weight <= this.#weight) return false;
    this.#last = x;
    this.#weight = weight;
    return true;
  }
}

/** How strongly each regime is painted: stable, high, explosive, extreme. */
const REGIME_INK = [0.1, 0.35, 0.65, 1] as const;

/** Trades as ticks by what they brought, detectors by their own marks, holes as grey dots. */
export function paintMarks(context: Context, scene: TimelineGround, overview: ReplayOverview): void {
  const { palette } = scene;
  paintRegimes(context, scene, overview);
  const y = bottom(scene) - LANES - 7;
  for (const won of [true, false]) {
    context.fillStyle = won ? palette.up : palette.down;
    const places = new Places();
    for (const trade of overview.trades) {
      if (trade.netPnl >= 0 !== won || (trade.exitRow > scene.furthest && scene.honest)) continue;
      const x = rowToX(scene, trade.exitRow);
      if (places.take(x)) context.fillRect(x - 0.5, y, 1.5, 5);
    }
  }
  paintEvents(context, scene, overview);
  context.fillStyle = palette.lineStrong;
  overview.holes.forEach((count, k) => {
    if (count) context.fillRect(rowToX(scene, overview.from + k * overview.bucketRows), y + 6, 2, 2);
  });
}

/** A band that says in which volatility regime the market was: events tell of changes, with the regime as severity. */
function paintRegimes(context: Context, scene: TimelineGround, overview: ReplayOverview): void {
  const changes = overview.events.filter((event) => event.type === 'VOLATILITY_REGIME');
  const end = Math.min(overview.to, scene.furthest + 1);
  context.fillStyle = scene.palette.tier1;
  // Regimes that change within a pixel share it: the highest of them is seen.
  let [left, highest] = [-Infinity, 0];
  const paint = (to: number): void => {
    context.globalAlpha = REGIME_INK[Math.min(REGIME_INK.length, Math.max(1, highest)) - 1];
    if (to > left) context.fillRect(left, 0, to - left, BAND);
  };
  changes.forEach(({ row, severity }, k) => {
    const from = rowToX(scene, row);
    const to = rowToX(scene, Math.min(end, changes[k + 1]?.row ?? end));
    if (left === -Infinity) left = from;
    highest = Math.max(highest, severity);
    if (to - left < 1 && k < changes.length - 1) return;
    paint(to);
    [left, highest] = [to, 0];
  });
  context.globalAlpha = 1;
}

/** Cascades as drops, funding as dots, trend regimes and correlation breaks as diamonds: those of one colour in one stroke. */
function paintEvents(context: Context, scene: TimelineGround, { events }: ReplayOverview): void {
  const { palette, width } = scene;
  const inks: Record<string, string> = {
    LIQUIDATION_CASCADE: palette.cursorLine,
    FUNDING_ANOMALY: palette.series2,
    REGIME_CONFIRMED: palette.series1,
    CORRELATION_BREAK: palette.series3,
  };
  for (const [type, ink] of Object.entries(inks)) {
    context.fillStyle = ink;
    context.beginPath();
    const places = new Places();
    for (const event of events) {
      if (event.type !== type) continue;
      const x = rowToX(scene, event.row + 0.5);
      if (x > -PAD && x < width + PAD && places.take(x, event.severity)) outline(context, event, x);
    }
    context.fill();
  }
}

function outline(context: Context, { type, severity }: Event, x: number): void {
  const y = BAND + PAD;
  const size = 2 + severity * 0.3;
  if (type === 'FUNDING_ANOMALY') {
    context.moveTo(x + size * 0.8, y);
    context.arc(x, y, size * 0.8, 0, Math.PI * 2);
    return;
  }
  const drop = type === 'LIQUIDATION_CASCADE';
  context.moveTo(drop ? x - size : x, y - size);
  context.lineTo(x + size, drop ? y - size : y);
  context.lineTo(x, y + size);
  if (!drop) context.lineTo(x - size, y);
  context.closePath();
}
