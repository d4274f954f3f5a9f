import base from '../jest.config.base.js';

export default { ...base, moduleNameMapper: { '^\\$lib/(.*)$': '<rootDir>/src/lib/$1' } };
