import { createServer } from 'node:net';
import { StageFailure } from './failure.mjs';

export const DEFAULT_PORT = 4747;
export const DEFAULT_HOST = '127.0.0.1';

/** Where the server shall listen. @param {NodeJS.ProcessEnv} env */
export function addressOf(env) {
  const port = env.PORT === undefined || env.PORT === '' ? DEFAULT_PORT : Number(env.PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new StageFailure(`PORT is "${env.PORT}": it must be a whole number from 1 to 65535.`);
  }
  return { host: env.HOST || DEFAULT_HOST, port };
}

/** The address as a browser on this machine writes it. @param {{ host: string, port: number }} address */
export function urlOf({ host, port }) {
  const near = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host];
  return `http://${near ?? (host.includes(':') ? `[${host}]` : host)}:${port}/`;
}

/** The error code with which listening fails, or undefined. @param {{ host: string, port: number }} address @returns {Promise<string | undefined>} */
function tryToListen({ host, port }) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** Refuses an address on which nobody could listen. @param {{ host: string, port: number }} address */
export async function refuseTakenPort(address) {
  const { host, port } = address;
  const code = await tryToListen(address);
  if (code === undefined) return;
  if (code === 'EADDRINUSE') {
    throw new StageFailure(
      `Port ${port} on ${host} is taken: stop what listens there, or choose another with PORT=${port + 1} npm start.`,
    );
  }
  if (code === 'EACCES') {
    throw new StageFailure(
      `Port ${port} is not ours to use: choose one above 1023 with PORT=4747 npm start.`,
    );
  }
  throw new StageFailure(`Nobody can listen on ${host}:${port} (${code}): check HOST and PORT.`);
}
