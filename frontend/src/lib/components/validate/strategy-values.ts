import { isMap, isScalar, parseDocument } from 'yaml';

/** A line to vary for each parameter of a strategy: around its default, within its bounds. */
export function suggestedDimensions(text: string, most = 3): string[] {
  const params = parseDocument(text).get('params');
  if (!isMap(params)) return [];
  return params.items.slice(0, most).flatMap(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : String(key);
    const given = isMap(value)
      ? {
          default: Number(value.get('default')),
          min: number(value.get('min')),
          max: number(value.get('max')),
          step: number(value.get('step')),
        }
      : { default: Number(isScalar(value) ? value.value : value), min: NaN, max: NaN, step: NaN };
    return Number.isFinite(given.default) ? [lineFor(name, given)] : [];
  });
}

const number = (value: unknown): number => (typeof value === 'number' ? value : NaN);

function lineFor(
  name: string,
  { default: middle, min, max, step }: Record<'default' | 'min' | 'max' | 'step', number>,
): string {
  const whole = Number.isInteger(middle) && !(step > 0 && step < 1);
  const low = Math.max(Number.isFinite(min) ? min : -Infinity, round(middle - Math.abs(middle) / 2, whole));
  const high = Math.min(Number.isFinite(max) ? max : Infinity, round(middle + Math.abs(middle) / 2, whole));
  if (!(high > low)) return `${name}=${middle}`;
  const stride = Math.max(whole ? 1 : 0, round((high - low) / 6, whole));
  return `${name}=${low}:${high}:${stride > 0 ? stride : round((high - low) / 6, false)}`;
}

const round = (value: number, whole: boolean): number =>
  whole ? Math.round(value) : Number(value.toPrecision(2));
