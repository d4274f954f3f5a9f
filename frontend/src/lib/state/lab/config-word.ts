/*
 * Numbers of the engine's configuration in a link, as `hindcast simulate --config` names them:
 * `signals.oiZ:3,metrics.zWindow:30`.
 */
const NAME = /^[a-z]+\.\w+$/i;

/** The word for some numbers; undefined for none. */
export function configWord(config: Readonly<Record<string, number>>): string | undefined {
  const pairs = Object.entries(config).map(([name, value]) => `${name}:${value}`);
  return pairs.join(',') || undefined;
}

/** The numbers that a word stands for; undefined where any of it makes no sense. */
export function configOf(word: string): Record<string, number> | undefined {
  const pairs = word.split(',').map((pair): [string, number] => {
    const [name, value, ...more] = pair.split(':');
    return [NAME.test(name) && more.length === 0 ? name : '', value ? Number(value) : NaN];
  });
  const sound = pairs.every(([name, value]) => name !== '' && Number.isFinite(value));
  return sound ? Object.fromEntries(pairs) : undefined;
}
