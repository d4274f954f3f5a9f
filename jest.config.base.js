/** Shared by every package: TypeScript as ES modules, packages resolved to their sources. */
export default {
  testEnvironment: 'node',
  // A test that hangs is ended; how long one takes on a busy machine says nothing.
  testTimeout: 30_000,
  testEnvironmentOptions: { customExportConditions: ['hindcast-source', 'node'] },
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        // A stray .swcrc would be merged in and hidden by the cache until a fresh clone.
        swcrc: false,
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
        },
        module: { type: 'es6' },
      },
    ],
  },
};
