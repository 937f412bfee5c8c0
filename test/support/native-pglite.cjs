/**
 * PGlite loads itself with `import()`, which modules inside jest cannot do; jest is therefore told (moduleNameMapper) to take it
 * from Node's own loader, which `getBuiltinModule` reaches past jest's. What is loaded so stays from one test file to the next.
 */
module.exports = process.getBuiltinModule('module').createRequire(module.filename)('./pglite-pool.cjs');
