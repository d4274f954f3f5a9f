import type { ReplayOverview } from '@hindcast/engine/wire';
import { bottom, LANES, PAD, rowToX, type Context, type TimelineGround } from './timeline-painter.ts';

type Event = ReplayOverview['events'][number];

/** Height of the band of volatility regimes, at the very top. */
const BAND = 3;
/** How strongly each regime is painted: stable, high, explosive, extreme. */
const REGIME_INK = [0.1, 0.35, 0.65, 1] as const;

/** Trades as ticks by what they brought, detectors by their own marks, holes as grey dots. */
export function paintMarks(context: Context, scene: TimelineGround, overview: ReplayOverview): void {
  const { palette } = scene;
  paintRegimes(context, scene, overview);
  const y = bottom(scene) - LANES - 7;
  for (const trade of overview.trades) {
    if (trade.exitRow > scene.furthest && scene.honest) continue;
    context.fillStyle = trade.netPnl >= 0 ? palette.up : palette.down;
    context.fillRect(rowToX(scene, trade.exitRow) - 0.5, y, 1.5, 5);
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
  changes.forEach(({ row, severity }, k) => {
    const from = rowToX(scene, row);
    const to = rowToX(scene, Math.min(end, changes[k + 1]?.row ?? end));
    context.globalAlpha = REGIME_INK[Math.min(REGIME_INK.length, Math.max(1, severity)) - 1];
    if (to > from) context.fillRect(from, 0, to - from, BAND);
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
    for (const event of events) {
      const x = event.type === type ? rowToX(scene, event.row + 0.5) : -Infinity;
      if (x > -PAD && x < width + PAD) outline(context, event, x);
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
