/**
 * In CI the property tests draw the same cases each time, so that a change is judged by itself; elsewhere they draw new ones.
 * `SEED=…` repeats a run.
 */
const fc = require('fast-check');

const seed = process.env.SEED ?? (process.env.CI ? '20261124' : undefined);
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) });
