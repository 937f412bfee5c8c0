/** The layers of ARCHITECTURE.md: edges, core, chain. */
module.exports = {
  forbidden: [
    {
      name: 'core-is-pure',
      comment: 'Rules do no I/O: core imports core, errors and lodash only.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { pathNot: ['^src/core/', '^src/errors\\.ts$', '^node_modules/(@types/)?lodash/'] },
    },
    {
      name: 'edges-do-not-meet',
      comment: 'airbyte and dhis2 know nothing of each other; destination, main and commands see both.',
      severity: 'error',
      from: { path: '^src/(airbyte|dhis2)/' },
      to: { path: '^src/(airbyte|dhis2)/', pathNot: '^src/$1/' },
    },
    {
      name: 'edges-use-core-and-errors',
      comment: 'An edge imports itself, core, errors, the spec and the type of the configuration.',
      severity: 'error',
      from: { path: '^src/(airbyte|dhis2)/' },
      to: { path: '^src/', pathNot: ['^src/$1/', '^src/core/', '^src/errors\\.ts$', '^src/config/(config|read-json-file)\\.ts$'] },
    },
    {
      name: 'pipeline-sees-ports-only',
      comment: 'The chain gets the edges as ports whose types live in core.',
      severity: 'error',
      from: { path: '^src/pipeline\\.ts$' },
      to: { path: '^src/', pathNot: ['^src/core/', '^src/errors\\.ts$', '^src/airbyte/protocol\\.ts$'] },
    },
    {
      name: 'stand-ins-stand-alone',
      comment: 'The sandbox and the demo must not share the faults of what they try out.',
      severity: 'error',
      from: { path: '^(sandbox|demo)/' },
      to: { path: '^src/' },
    },
    {
      name: 'connector-ships-alone',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(sandbox|demo|test|bench)/' },
    },
    {
      name: 'cdk-by-these-doors-only',
      comment: 'docs/decisions/airbyte-cdk.md: other parts of the CDK pull in 120 packages more.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        path: 'node_modules/faros-airbyte-cdk/',
        pathNot: 'faros-airbyte-cdk/lib/(destinations/destination(-runner)?|protocol|logger)\\.(js|d\\.ts)$',
      },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-dev-dependencies-in-what-ships',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)lib/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json', '.d.ts'] },
  },
};
