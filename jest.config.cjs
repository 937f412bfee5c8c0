/** One project a kind of test, so that `jest --selectProjects unit` runs the fast ones alone. */
const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testMatch: testMatch.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
  setupFiles: ['<rootDir>/test/support/seed.cjs'],
  moduleNameMapper: { '^@electric-sql/pglite$': '<rootDir>/test/support/native-pglite.cjs' },
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/test/tsconfig.json', diagnostics: false }] },
  ...more,
});

module.exports = {
  projects: [
    project('unit', ['core', 'airbyte', 'config', 'dhis2', 'entry', 'commands', 'project', 'report']),
    project('sandbox', ['sandbox']),
    project('contract', ['contract']),
    project('demo', ['demo']),
    project('end-to-end', ['end-to-end']),
    project('faults', ['faults']),
    project('interop', ['interop']),
  ],
  // Far beyond what any test takes: a busy machine is no failure.
  testTimeout: 180000,
  // Most tests wait for a server or a child process: every core may have one.
  maxWorkers: '100%',
};
