// A page of more rows than its server watches.

/** Gives every lane so many times over in what the server sends: texts of socket.io, each followed by its block of numbers. */
export class Widener {
  #times;
  #lanes = 0;
  #block = null;

  constructor(rows) {
    this.#times = (lanes) => Math.ceil(rows / lanes);
  }

  text(message) {
    const start = message.search(/[[{]/);
    this.#block = /"watch_list"|"columns":\[[^\]]*"tier"[^\]]*\],"data":\{"_placeholder"/.test(message)
      ? 'columns'
      : message.includes('"live_prices"')
        ? 'halves'
        : message.includes('"bars":') && message.includes('"_placeholder"')
          ? 'whole'
          : null;
    if (!message.includes('"lanes":[{"venue"') || !message.includes('"epoch"')) return message;
    const content = JSON.parse(message.slice(start));
    const state = content.find((part) => part?.data?.lanes)?.data ?? content.find((part) => part?.lanes);
    this.#lanes = state.lanes.length;
    const copy = (k) =>
      state.lanes.map(({ venue, symbol }) => ({ venue, symbol: k === 0 ? symbol : `${k}${symbol}` }));
    state.lanes = Array.from({ length: this.#times(this.#lanes) }, (_, k) => copy(k)).flat();
    return message.slice(0, start) + JSON.stringify(content);
  }

  numbers(bytes) {
    if (this.#block === null || this.#lanes === 0) return bytes;
    const part =
      this.#block === 'whole' ? bytes.length : this.#block === 'halves' ? bytes.length / 2 : this.#lanes * 8;
    const out = [];
    for (let at = 0; at < bytes.length; at += part) {
      for (let k = 0; k < this.#times(this.#lanes); k++) out.push(bytes.subarray(at, at + part));
    }
    return Buffer.concat(out);
  }
}
