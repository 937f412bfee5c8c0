/** Loaded by `--require` into a process whose stdin is a pipe from its parent: ends with it, however the parent ends. */
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM')).resume();
process.stdin.unref(); // but it does not keep the process alive
