// Readers of the live market in a thread of their own: what they hear is timed here and not by who makes the market.
import { parentPort, workerData } from 'node:worker_threads';
import { io } from 'socket.io-client';

const { url, count, list } = workerData;
const now = () => performance.timeOrigin + performance.now();
const sockets = [];
let heard = [];

async function connect() {
  const socket = io(url, { transports: ['websocket'], forceNew: true });
  await new Promise((resolve) => socket.once('connect', resolve));
  await socket.emitWithAck('live_open', {});
  const answer = await socket.emitWithAck('live_list', list);
  if (!answer.ok) throw new Error(answer.error.message);
  const reader = sockets.length;
  socket.on('watch_list', ({ row, time }) => heard.push({ reader, row, time, at: now() }));
  sockets.push(socket);
}

for (let k = 0; k < count; k++) await connect();
parentPort.on('message', (message) => {
  if (message === 'close') {
    for (const socket of sockets) socket.close();
    process.exit(0);
  }
  parentPort.postMessage(heard);
  heard = [];
});
parentPort.postMessage('ready');
