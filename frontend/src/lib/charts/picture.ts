import { MONO, readPalette, SANS } from './palette.ts';

export interface Caption {
  /** What is shown, e.g. `BTC/USDT:USDT · binanceusdm · 5m`. */
  title: string;
  /** The replay's clock. */
  time: string;
  /** Said beside it, e.g. `SIMULATED`, `HONEST`. */
  marks: readonly string[];
}

const STRIP = 40;
const EDGE = 14;

/** A chart's picture with a strip on top that says what it is: a picture is seen without the page around it. */
export function captioned(chart: HTMLCanvasElement, caption: Caption): HTMLCanvasElement {
  const scale = devicePixelRatio;
  const palette = readPalette();
  const canvas = document.createElement('canvas');
  canvas.width = chart.width;
  canvas.height = chart.height + STRIP * scale;
  const pen = canvas.getContext('2d');
  if (!pen) return chart;
  pen.fillStyle = palette.panel;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(chart, 0, STRIP * scale);
  pen.scale(scale, scale);
  pen.textBaseline = 'middle';
  let x = EDGE;
  const write = (text: string, font: string, colour: string): void => {
    pen.font = font;
    pen.fillStyle = colour;
    pen.fillText(text, x, STRIP / 2);
    x += pen.measureText(text).width + EDGE;
  };
  write(caption.title, `600 13px ${SANS}`, palette.text);
  write(caption.time, `600 12px ${MONO}`, palette.cursor);
  for (const mark of caption.marks) write(mark, `600 11px ${SANS}`, palette.muted);
  pen.textAlign = 'right';
  x = canvas.width / scale - EDGE;
  write('Hindcast', `600 12px ${SANS}`, palette.faint);
  return canvas;
}
