/** A function of the expression language, as the editor and the documents show it. */
export interface FunctionDoc {
  readonly name: string;
  readonly signature: string;
  readonly meaning: string;
  /** What it gives; a number unless said otherwise. */
  readonly gives?: 'number' | 'condition' | 'the same';
  /** Bars before its first value, beside those that its inputs need; none unless said otherwise. */
  readonly warmUp?: string;
}

/** Functions over the last n rows: computed by the lane under the name on the right, current row included. */
export const WINDOW_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['highest', 'highest'],
  ['lowest', 'lowest'],
  ['avg', 'sma'],
  ['sma', 'sma'],
  ['ema', 'ema'],
  ['stdev', 'stdev'],
  ['rsi', 'rsi'],
  ['zscore', 'zscore'],
]);

export const FUNCTIONS: readonly FunctionDoc[] = [
  {
    name: 'prev',
    signature: 'prev.x or prev(x, n = 1)',
    meaning: 'x as it was n bars earlier',
    gives: 'the same',
    warmUp: 'n bars',
  },
  { name: 'change', signature: 'change(x, n = 1)', meaning: 'x minus x n bars earlier', warmUp: 'n bars' },
  {
    name: 'highest',
    signature: 'highest(x, n)',
    meaning: 'largest x of the last n bars, the current one included',
    warmUp: 'n − 1 bars',
  },
  {
    name: 'lowest',
    signature: 'lowest(x, n)',
    meaning: 'smallest x of the last n bars, the current one included',
    warmUp: 'n − 1 bars',
  },
  { name: 'avg', signature: 'avg(x, n)', meaning: 'mean of x over the last n bars', warmUp: 'n − 1 bars' },
  { name: 'sma', signature: 'sma(x, n)', meaning: 'the same as avg', warmUp: 'n − 1 bars' },
  {
    name: 'ema',
    signature: 'ema(x, n)',
    meaning: 'exponential mean of x: first value the mean of n, α = 2/(n+1)',
    warmUp: 'n − 1 bars',
  },
  {
    name: 'stdev',
    signature: 'stdev(x, n)',
    meaning: 'standard deviation (n-1) of x over the last n bars',
    warmUp: 'n − 1 bars',
  },
  { name: 'rsi', signature: 'rsi(x, n)', meaning: "Wilder's relative strength index of x", warmUp: 'n bars' },
  {
    name: 'zscore',
    signature: 'zscore(x, n)',
    meaning: 'x against mean and deviation of the n bars before it',
    warmUp: 'n bars',
  },
  {
    name: 'crossesAbove',
    signature: 'crossesAbove(a, b)',
    meaning: 'a was at or below b one bar earlier and is above it now',
    gives: 'condition',
    warmUp: '1 bar',
  },
  {
    name: 'crossesBelow',
    signature: 'crossesBelow(a, b)',
    meaning: 'a was at or above b one bar earlier and is below it now',
    gives: 'condition',
    warmUp: '1 bar',
  },
  { name: 'abs', signature: 'abs(x)', meaning: 'x without its sign' },
  { name: 'sign', signature: 'sign(x)', meaning: '-1, 0 or 1' },
  { name: 'floor', signature: 'floor(x)', meaning: 'largest whole number not above x' },
  { name: 'sqrt', signature: 'sqrt(x)', meaning: 'square root; missing for a negative x' },
  { name: 'log', signature: 'log(x)', meaning: 'natural logarithm; missing for x of zero or below' },
  { name: 'min', signature: 'min(a, b, ...)', meaning: 'smallest of them; missing when one is missing' },
  { name: 'max', signature: 'max(a, b, ...)', meaning: 'largest of them; missing when one is missing' },
  {
    name: 'when',
    signature: 'when(condition, a, b)',
    meaning: 'a where the condition holds, b where it does not',
  },
  {
    name: 'missing',
    signature: 'missing(x)',
    meaning: 'whether x has no value at this bar: never itself missing',
    gives: 'condition',
  },
];
