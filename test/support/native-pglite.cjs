/**
 * PGlite loads itself with `import()`, which modules inside jest cannot do; jest is therefore told (moduleNameMapper) to take it
 * from Node's own loader, which `getBuiltinModule` reaches past jest's.
 */
module.exports = process.getBuiltinModule('module').createRequire(module.filename)('@electric-sql/pglite');
