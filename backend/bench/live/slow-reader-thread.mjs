// A reader that connects, asks for the list, and then reads nothing for a while: its socket is held.
import { parentPort, workerData } from 'node:worker_threads';
import { io } from 'socket.io-client';

const { url, list, lane } = workerData;
const socket = io(url, { transports: ['websocket'], forceNew: true });
await new Promise((resolve) => socket.once('connect', resolve));
await socket.emitWithAck('live_open', {});
await socket.emitWithAck('live_list', list);
const rows = [];
socket.on('watch_list', ({ row }) => rows.push(row));
const wire = socket.io.engine.transport.ws;

/** Reads nothing more; what it asks for on top fills what the kernel keeps for a reader. */
function hold() {
  wire.pause();
  const everything = { timeframe: list.timeframe, ...lane, from: 0, to: 500 };
  for (let k = 0; k < 24; k++) socket.emit('live_rows', everything, () => {});
}

parentPort.on('message', (message) => {
  if (message === 'hold') hold();
  else if (message === 'read') wire.resume();
  else if (message === 'rows') parentPort.postMessage(rows.splice(0));
  else process.exit(0);
});
parentPort.postMessage('ready');
