// Readers of the live market in a thread of their own: what they hear is timed here and not by who makes the market. They
// speak to the socket below socket.io and look at no figure, so that five hundred of them leave the processor to the server.
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';

const { url, count, list } = workerData;
const now = () => performance.timeOrigin + performance.now();
const address = new URL('/socket.io/?EIO=4&transport=websocket', url.replace(/^http/, 'ws'));
const sockets = [];
let heard = [];

/** One reader: its packets are texts, each followed by as many blocks of bytes as its text says. */
class Reader {
  #waiting = new Map();
  #asked = 0;
  /** The update whose bytes have not come yet. */
  #announced;

  constructor(socket, number) {
    this.socket = socket;
    this.number = number;
    socket.on('message', (data, isBinary) => (isBinary ? this.#bytes(data) : this.#text(String(data))));
  }

  static async open(number) {
    const socket = new WebSocket(address, { perMessageDeflate: false });
    const reader = new Reader(socket, number);
    await once(socket, 'open');
    const joined = new Promise((resolve) => (reader.joined = resolve));
    socket.send('40');
    await joined;
    await reader.ask('live_open', {});
    await reader.ask('live_list', list);
    return reader;
  }

  async ask(event, request) {
    const id = this.#asked++;
    const answer = new Promise((resolve) => this.#waiting.set(id, resolve));
    this.socket.send(`42${id}${JSON.stringify([event, request])}`);
    const text = await answer;
    if (!text.startsWith('[{"ok":true')) throw new Error(text.slice(0, 300));
  }

  #text(text) {
    if (text === '2') this.socket.send('3');
    else if (text.startsWith('40')) this.joined();
    else if (text.includes('["watch_list"')) this.#announced = JSON.parse(text.slice(text.indexOf('[')))[1];
    else {
      const answer = /^4[36](?:\d-)?(\d+)(.*)$/s.exec(text);
      if (answer) this.#waiting.get(Number(answer[1]))?.(answer[2]);
    }
  }

  #bytes({ length }) {
    if (!this.#announced) return;
    const { row, time } = this.#announced;
    this.#announced = undefined;
    heard.push({ reader: this.number, row, time, bytes: length, at: now() });
  }
}

for (let k = 0; k < count; k++) sockets.push(await Reader.open(k));
parentPort.on('message', (message) => {
  if (message === 'close') {
    for (const { socket } of sockets) socket.terminate();
    process.exit(0);
  }
  parentPort.postMessage(heard);
  heard = [];
});
parentPort.postMessage('ready');
