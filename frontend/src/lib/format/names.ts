/** `BTC` of `BTC/USDT:USDT`. */
export const baseOf = (symbol: string): string => symbol.split('/')[0];
