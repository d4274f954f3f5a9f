import { HindcastError } from '@hindcast/engine';
import type { Environment } from '../config/environment.ts';

/** The code of a system's or a driver's error; duck-typed, because it may come from another realm. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** Why the server could not be put together, in a sentence where there is one. */
export function bootError(error: unknown, { dbUrl, dataDir }: Environment): unknown {
  if (!codeOf(error).startsWith('SQLITE_')) return error;
  const file = dbUrl === null ? `${dataDir}/hindcast.sqlite` : 'the file that DB_URL names';
  const why = error instanceof Error ? error.message : codeOf(error);
  return new HindcastError(
    'DATABASE_UNUSABLE',
    `The database in ${file} cannot be used: ${why}.`,
    'Check that this user may write there, or move the file away: a new one is made.',
    dbUrl === null ? { file } : { field: 'DB_URL' },
  );
}

/** Why nobody can listen there. */
export function listenError(error: unknown, { host, port }: Environment): unknown {
  const code = codeOf(error);
  if (code === 'EADDRINUSE') {
    return new HindcastError(
      'PORT_TAKEN',
      `Port ${port} on ${host} is taken by another program.`,
      `Stop that program, or choose another port: PORT=${port + 1}.`,
      { field: 'PORT' },
    );
  }
  if (code === 'EACCES') {
    const message = `This user may not listen on port ${port}.`;
    return new HindcastError('PORT_FORBIDDEN', message, 'Choose a port above 1023.', { field: 'PORT' });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    const message = `"${host}" is not an address of this machine.`;
    return new HindcastError('HOST_UNUSABLE', message, 'Set HOST to 127.0.0.1 or to 0.0.0.0.', {
      field: 'HOST',
    });
  }
  return error;
}
