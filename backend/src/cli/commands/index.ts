import type { RegisterCommand } from '../cli.ts';
import { registerDatasets } from './datasets.ts';
import { registerDetectors } from './detectors.ts';
import { registerDownload } from './download.ts';
import { registerDiff } from './diff.ts';
import { registerExchange } from './exchange.ts';
import { registerGenerateDemo } from './generate-demo.ts';
import { registerImport } from './import.ts';
import { registerRecord } from './record.ts';
import { registerParity } from './parity.ts';
import { registerRegress } from './regress.ts';
import { registerSimulate } from './simulate.ts';
import { registerStart } from './start.ts';
import { registerSweep } from './sweep.ts';
import { registerValidate } from './validate.ts';
import { registerVerify } from './verify.ts';
import { registerWalkForward } from './walk-forward.ts';

/** Every command of the program, in the order of the help: one file and one line each. */
export const COMMANDS: readonly RegisterCommand[] = [
  registerStart,
  registerImport,
  registerDownload,
  registerRecord,
  registerDatasets,
  registerSimulate,
  registerDetectors,
  registerValidate,
  registerSweep,
  registerWalkForward,
  registerVerify,
  registerParity,
  registerRegress,
  registerDiff,
  registerExchange,
  registerGenerateDemo,
];
