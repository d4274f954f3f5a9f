import type { ValueColumn } from '../table-plan.ts';
import type { Match, Recognise, Table } from './match.ts';

const isFlag = (cell: string | undefined): boolean => /^(true|false)$/i.test(cell ?? '');

/** Trades and aggregated trades, with or without a header. */
export const recogniseTrades: Recognise = (table) =>
  table.hasHeader ? titledTrades(table) : bareTrades(table);

function titledTrades(table: Table): Match[] | undefined {
  const maker = table.titles.find('isbuyermaker', 'buyerismaker', 'm');
  const price = table.titles.find('price', 'p');
  const quantity = table.titles.find('qty', 'quantity', 'q', 'size', 'amount');
  const time = table.time(table.titles.find('transacttime', 'time', 'timestamp', 't', 'tradetime'));
  if (maker < 0 || price < 0 || quantity < 0 || !time) return undefined;
  const first = table.titles.find('firsttradeid', 'firstid', 'f');
  const last = table.titles.find('lasttradeid', 'lastid', 'l');
  const id = table.titles.find('aggtradeid', 'id', 'tradeid', 'a');
  const quote = table.titles.find('quoteqty', 'quotequantity');
  return [tradesMatch(table, time, { id, price, quantity, quote, first, last, maker })];
}

/** aggTrades: id, price, quantity, first id, last id, time, maker. Trades: id, price, qty, quote, time, maker. */
function bareTrades(table: Table): Match[] | undefined {
  const row = table.firstRow;
  // Spot files have one flag more at the end.
  const width = isFlag(row.at(-2)) ? row.length - 1 : row.length;
  if (!isFlag(row[width - 1]) || (width !== 6 && width !== 7)) return undefined;
  const time = table.time(width - 2);
  if (!time) return undefined;
  const maker = width - 1;
  const columns =
    width === 7
      ? { id: 0, price: 1, quantity: 2, first: 3, last: 4, quote: -1, maker }
      : { id: 0, price: 1, quantity: 2, quote: 3, first: -1, last: -1, maker };
  return [tradesMatch(table, time, columns)];
}

type TradeColumns = Record<'id' | 'price' | 'quantity' | 'quote' | 'first' | 'last' | 'maker', number>;

function tradesMatch(table: Table, time: Match['time'], at: TradeColumns): Match {
  const values: ValueColumn[] = [
    table.column('price', at.price),
    table.column('quantity', at.quantity),
    table.column('buyerIsMaker', at.maker, 'flag'),
  ];
  if (at.id >= 0) values.push(table.column('id', at.id));
  if (at.quote >= 0) values.push(table.column('quoteQuantity', at.quote));
  if (at.first >= 0 && at.last >= 0) {
    values.push(table.column('firstId', at.first), table.column('lastId', at.last));
  }
  const kind = at.first >= 0 ? 'aggTrades' : 'trades';
  return { kind, role: 'trades', time, values, symbolIndex: table.symbolIndex, notes: [] };
}

/** Liquidation orders: Binance's liquidationSnapshot, and tables of events with side, price and quantity. */
export const recogniseLiquidations: Recognise = (table) => {
  const position = table.titles.find('side');
  // "long" and "short" say which position it was; orders' sides differ in meaning from venue to venue.
  const saysPosition = /^(long|short)$/i.test(table.firstRow[position] ?? '');
  const side = saysPosition ? position : table.titles.find('side', 'rawside');
  const quantity = table.titles.find(
    'accumulatedfillquantity',
    'lastfillquantity',
    'originalquantity',
    'quantity',
    'qty',
  );
  const price = table.titles.find('averageprice', 'avgprice', 'price');
  const time = table.time();
  if (!table.hasHeader || side < 0 || quantity < 0 || price < 0 || !time) return undefined;
  if (table.titles.has('isbuyermaker', 'open')) return undefined;
  const usd = table.titles.find('notionalusd', 'usd', 'value');
  const values = [
    table.column('sellSide', side, saysPosition ? 'position' : 'side'),
    table.column('price', price),
    table.column('quantity', quantity),
    ...(usd >= 0 ? [table.column('usd', usd)] : []),
  ];
  return [
    { kind: 'liquidations', role: 'liquidations', time, values, symbolIndex: table.symbolIndex, notes: [] },
  ];
};

/** Order books and quotes: understood, and of no use to a bar. */
export const recogniseBooks: Recognise = (table) => {
  const { titles } = table;
  if (titles.has('bestbidprice', 'bestbid') && titles.has('bestaskprice', 'bestask'))
    return { note: 'bookTicker: quotes are not used' };
  if (titles.has('percentage') && titles.has('depth', 'notional'))
    return { note: 'bookDepth: order books are not used' };
  return bareBookTicker(table) ? { note: 'bookTicker: quotes are not used' } : undefined;
};

/** bookTicker without a header: update id, bid, its quantity, ask, its quantity, two times. */
function bareBookTicker(table: Table): boolean {
  if (table.hasHeader || table.width !== 7) return false;
  const [, bid, , ask] = table.firstRow.map(Number);
  return table.time(5) !== undefined && table.time(6) !== undefined && bid > 0 && bid <= ask;
}
