import type { RegisterCommand } from '../cli.ts';

/**
 * Every command of the program, in the order of the help: one file and one line each. A command's file is loaded when
 * it is asked for: what all of them stand on takes four times as long to load as what one needs.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<RegisterCommand>>> = {
  start: async () => (await import('./start.ts')).registerStart,
  import: async () => (await import('./import.ts')).registerImport,
  download: async () => (await import('./download.ts')).registerDownload,
  record: async () => (await import('./record.ts')).registerRecord,
  datasets: async () => (await import('./datasets.ts')).registerDatasets,
  simulate: async () => (await import('./simulate.ts')).registerSimulate,
  detectors: async () => (await import('./detectors.ts')).registerDetectors,
  alerts: async () => (await import('./alerts.ts')).registerAlerts,
  validate: async () => (await import('./validate.ts')).registerValidate,
  pairs: async () => (await import('./pairs.ts')).registerPairs,
  sweep: async () => (await import('./sweep.ts')).registerSweep,
  'walk-forward': async () => (await import('./walk-forward.ts')).registerWalkForward,
  docs: async () => (await import('./docs.ts')).registerDocs,
  verify: async () => (await import('./verify.ts')).registerVerify,
  parity: async () => (await import('./parity.ts')).registerParity,
  regress: async () => (await import('./regress.ts')).registerRegress,
  diff: async () => (await import('./diff.ts')).registerDiff,
  webhook: async () => (await import('./webhook.ts')).registerWebhook,
  exchange: async () => (await import('./exchange.ts')).registerExchange,
  'generate-demo': async () => (await import('./generate-demo.ts')).registerGenerateDemo,
};
