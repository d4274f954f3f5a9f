import { describe, expect, it } from '@jest/globals';
import { HindcastError } from '@hindcast/engine';
import { resolve } from 'node:path';
import { readEnvironment } from './environment.ts';

function refusal(source: NodeJS.ProcessEnv): HindcastError {
  try {
    readEnvironment(source);
  } catch (error) {
    if (error instanceof HindcastError) return error;
    throw error;
  }
  throw new Error('the environment was accepted');
}

describe('the environment', () => {
  it('has a default for everything', () => {
    const env = readEnvironment({});
    expect(env).toMatchObject({ host: '127.0.0.1', port: 4747, dbUrl: null, logLevel: 'warn' });
    expect(env.dataDir).toBe(resolve(import.meta.dirname, '../../../data'));
    expect(readEnvironment({ DATA_DIR: 'here' }).dataDir).toBe(resolve('here'));
    expect(env.webhooks.all).toEqual([]);
  });

  it('reads lists, and takes an empty variable for one that is not set', () => {
    const env = readEnvironment({ SYMBOLS: 'BTC/USDT:USDT, ETH/USDT:USDT', PORT: '', TIMEFRAMES: '5m,1h' });
    expect(env.symbols).toEqual(['BTC/USDT:USDT', 'ETH/USDT:USDT']);
    expect(env.timeframes).toEqual(['5m', '1h']);
    expect(env.port).toBe(4747);
  });

  it.each([
    ['PORT', 'http', 'PORT is "http": it must be a whole number from 0 to 65535.'],
    ['PORT', '70000', 'PORT is "70000": it must be a whole number from 0 to 65535.'],
    ['INTERVAL', '0', 'INTERVAL is "0": it must be a whole number from 1 to 86400.'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL is "loud": it must be one of fatal, error, warn, info, debug, verbose.'],
    [
      'SYMBOLS',
      'btcusdt',
      'SYMBOLS is "btcusdt": it must list symbols as ccxt writes them, such as BTC/USDT:USDT.',
    ],
  ])('refuses %s=%s in one sentence', (name, value, message) => {
    const error = refusal({ [name]: value });
    expect(error.code).toBe('ENVIRONMENT_INVALID');
    expect(error.message).toBe(message);
    expect(error.place.field).toBe(name);
  });

  it('names every variable that is wrong, and quotes none that may hold a password', () => {
    const error = refusal({ PORT: '-1', DB_URL: 'mysql://me:secret@host/db', TIMEFRAMES: '7m' });
    expect(error.place.field).toBe('DB_URL, PORT, TIMEFRAMES');
    expect(error.message).not.toContain('secret');
    const address = refusal({ EXCHANGE_URLS: 'bybit=http://me:secret@127.0.0.1:4848' });
    expect(address.message).toContain('EXCHANGE_URLS');
    expect(address.message).not.toContain('secret');
  });
});
