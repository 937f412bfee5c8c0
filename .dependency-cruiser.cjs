/**
 * The rooms of ARCHITECTURE.md and the direction between them: edges, core, chain.
 *
 * Each rule has a breach of its own in test/project/architecture.test.ts.
 */
const CORE = '^src/core/';
const EDGES = 'airbyte|dhis2|report';

module.exports = {
  forbidden: [
    {
      name: 'four-files-at-the-top',
      comment: 'main, destination, pipeline and errors; everything else has a room.',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+\\.ts$', pathNot: '^src/(main|destination|pipeline|errors)\\.ts$' },
    },
    {
      name: 'core-is-pure',
      comment: 'Rules do no I/O: core imports core, errors and these pure libraries only.',
      severity: 'error',
      from: { path: CORE },
      to: { pathNot: [CORE, '^src/errors\\.ts$', '^node_modules/((@types/)?lodash|fastest-levenshtein)/'] },
    },
    {
      name: 'model-is-the-ground',
      comment: 'The vocabulary knows none of the rooms that speak it.',
      severity: 'error',
      from: { path: '^src/core/model/' },
      to: { path: CORE, pathNot: '^src/core/model/' },
    },
    {
      name: 'rooms-meet-by-ports',
      comment: 'mapping, delivery and account import model, and each other by ports only (core/model/ports.ts).',
      severity: 'error',
      from: { path: '^src/core/(mapping|delivery|account)/' },
      to: { path: CORE, pathNot: ['^src/core/model/', '^src/core/$1/'] },
    },
    {
      name: 'edges-do-not-meet',
      comment: 'airbyte, dhis2 and report know nothing of each other; destination, entry and commands see them all.',
      severity: 'error',
      from: { path: `^src/(${EDGES})/` },
      to: { path: `^src/(${EDGES})/`, pathNot: '^src/$1/' },
    },
    {
      name: 'edges-use-core-and-errors',
      comment: 'An edge imports itself, core and errors.',
      severity: 'error',
      from: { path: `^src/(${EDGES})/` },
      to: { path: '^src/', pathNot: [`^src/(${EDGES})/`, CORE, '^src/errors\\.ts$'] },
    },
    {
      name: 'http-knows-no-sign-in',
      comment: 'dhis2/http carries requests for sign-in and metadata alike; transport.ts puts them together.',
      severity: 'error',
      from: { path: '^src/dhis2/http/' },
      to: { path: '^src/dhis2/', pathNot: '^src/dhis2/http/' },
    },
    {
      name: 'config-is-a-translation',
      comment: 'Form to Config: it may use the types of what it configures, and no other room.',
      severity: 'error',
      from: { path: '^src/config/' },
      to: { path: '^src/', pathNot: ['^src/config/', '^src/core/model/', '^src/dhis2/', '^src/errors\\.ts$'] },
    },
    {
      name: 'pipeline-sees-core-only',
      comment: 'The chain gets the edges as ports whose types live in core.',
      severity: 'error',
      from: { path: '^src/pipeline\\.ts$' },
      to: { path: '^src/', pathNot: [CORE, '^src/errors\\.ts$'] },
    },
    {
      name: 'commands-stand-apart',
      comment: 'A command imports no other command; what two of them need lies in commands/ itself, or in an edge.',
      severity: 'error',
      from: { path: '^src/commands/([^/]+)/' },
      to: { path: '^src/commands/[^/]+/', pathNot: '^src/commands/$1/' },
    },
    {
      name: 'nothing-imports-the-entry',
      comment: 'main starts entry, entry starts everything else.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/entry/', '^src/main\\.ts$'] },
      to: { path: ['^src/entry/', '^src/main\\.ts$'] },
    },
    {
      name: 'destination-is-assembled-once',
      comment: 'destination.ts and pipeline.ts put the parts together; no part knows them.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/entry/' },
      to: { path: '^src/(destination|pipeline)\\.ts$' },
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
    exclude: { path: '^((sandbox|demo|bench)/)?lib/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json', '.d.ts'] },
  },
};
