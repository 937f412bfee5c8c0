import { CheckpointLedger } from '../../../src/core/account/checkpoint-ledger';
import { Checkpoints } from '../../../src/core/account/checkpoints';

describe('checkpoints', () => {
  test.each(Array.from({ length: 12 }, (_, turns) => turns))(
    'let a state go that comes %i turns after another began to leave',
    async (turns) => {
      const out: string[] = [];
      const ledger = new CheckpointLedger();
      const checkpoints = new Checkpoints(ledger, {
        emit: (states) => Promise.resolve(void out.push(...states.map(({ text }) => text))),
        wake: () => undefined,
      });
      ledger.takeState('s1', 'a', 0);
      void checkpoints.advance();
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      ledger.takeState('s2', 'a', 0);
      await checkpoints.advance();
      expect(out).toEqual(['s1', 's2']);
    },
  );
});
