/**
 * The databases of the sandboxes of a test run. Starting one costs a second of CPU, emptying one some hundredths: a sandbox that
 * is closed leaves its database, emptied, to the next one of the same jest worker.
 */
const { readFileSync } = require('node:fs');
const { Module } = require('node:module');

const { PGlite } = withoutTimersThatHold(require.resolve('@electric-sql/pglite'));

/** Databases that nobody uses, all empty. */
const spare = [];

/** A database on loan: once it is closed, nothing that its user may still be about to do reaches it. */
class LentDatabase {
  #database;

  constructor(database) {
    this.#database = database;
  }

  query(...args) {
    return this.#held().query(...args);
  }

  exec(...args) {
    return this.#held().exec(...args);
  }

  /** Empties it, after all that was asked of it before, and puts it back. */
  async close() {
    const database = this.#held();
    this.#database = undefined;
    await database.exec('drop schema public cascade; create schema public');
    spare.push(database);
  }

  #held() {
    if (this.#database === undefined) throw new Error('PGlite is closed');
    return this.#database;
  }
}

module.exports = {
  PGlite: class extends PGlite {
    /** Copies of the empty database, as the sandbox asks for them, are lent; any other is made. */
    static async create(...args) {
      if (args[0]?.loadDataDir === undefined) return PGlite.create(...args);
      return new LentDatabase(spare.pop() ?? (await PGlite.create(...args)));
    }
  },
};

/** Loads a module whose timers keep no process alive: PGlite has one as long as a database is open, and the spare ones are. */
function withoutTimersThatHold(file) {
  const loaded = new Module(file, module);
  Object.assign(loaded, { filename: file, paths: module.paths });
  const own = 'const setTimeout = (...args) => globalThis.setTimeout(...args).unref();';
  loaded._compile(`${own} ${readFileSync(file, 'utf8')}`, file);
  return loaded.exports;
}
