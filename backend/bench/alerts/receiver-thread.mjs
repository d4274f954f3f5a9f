// A receiver of webhooks in a thread of its own, so that nothing the venue does at a close stands between a request and the moment
// that is noted for it.
import { createServer } from 'node:http';
import { parentPort } from 'node:worker_threads';

const receiver = createServer((request, response) => {
  const at = performance.timeOrigin + performance.now();
  let body = '';
  request.on('data', (part) => (body += part));
  request.on('end', () => {
    parentPort.postMessage({ close: Date.parse(JSON.parse(body).timestamp), at });
    response.writeHead(204).end();
  });
});
receiver.listen(0, '127.0.0.1', () =>
  parentPort.postMessage({ url: `http://127.0.0.1:${receiver.address().port}/` }),
);
