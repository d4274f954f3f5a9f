import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { HindcastError } from '@hindcast/engine';
import { referredVariable } from '../../config/environment.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** `env:NAME` is a reference: the secret itself is in the environment and never in the database. */
const REFERENCE = /^env:([A-Z][A-Z0-9_]*)$/;

/**
 * Keeps secrets in the database unreadable without the key file beside it: AES-256-GCM, a fresh nonce each time. The key
 * is made on first use, readable by its owner alone.
 */
export class SecretBox {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    if (key.length !== KEY_BYTES) throw damaged('the key has another length than 32 bytes');
    this.#key = key;
  }

  static at(file: string): SecretBox {
    try {
      return new SecretBox(Buffer.from(readFileSync(file, 'utf8').trim(), 'base64'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    mkdirSync(dirname(file), { recursive: true });
    const key = randomBytes(KEY_BYTES);
    writeFileSync(file, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
    return new SecretBox(key);
  }

  /** A reference stays one; anything else comes back as `v1:` and base64. */
  close(secret: string): string {
    if (REFERENCE.test(secret)) return secret;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return `v1:${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64')}`;
  }

  /** @throws HindcastError SECRET_MISSING, SECRET_UNREADABLE */
  open(stored: string): string {
    const reference = REFERENCE.exec(stored)?.[1];
    if (reference !== undefined) return referredVariable(reference) ?? missing(reference);
    try {
      const bytes = Buffer.from(stored.replace(/^v1:/, ''), 'base64');
      const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const text = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
    } catch {
      throw damaged('it was written with another key, or changed since');
    }
  }
}

function missing(name: string): never {
  throw new HindcastError(
    'SECRET_MISSING',
    `The environment variable ${name}, which a webhook target refers to, is not set.`,
    'Set it and start again, or give the target its secret anew.',
    { field: name },
  );
}

function damaged(why: string): HindcastError {
  return new HindcastError(
    'SECRET_UNREADABLE',
    `A stored secret cannot be read: ${why}.`,
    'Put the key file back, or give the target its address and secret anew.',
  );
}
