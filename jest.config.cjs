/**
 * One project a kind of test. `npm test` runs unit, sandbox, contract and end-to-end, the last two with the newest version of
 * DHIS2 alone (TEST_SAMPLE, test/support/sample.ts); `npm run test:all` runs every project with every version.
 */
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
  // Far beyond what any test takes, with the counts of `npm run test:faults` too: a busy machine is no failure.
  testTimeout: process.env.FAULT_RUNS ? 3_600_000 : 900_000,
  // Most tests wait for a server or a child process: every core may have one.
  maxWorkers: '100%',
};
