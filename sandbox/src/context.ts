import type { Clock } from './clock';
import type { Faults } from './faults';
import type { Metadata } from './metadata/metadata';
import type { PeriodReader } from './periods/period';
import type { ApprovalStore } from './store/approvals';
import type { AuditStore } from './store/audits';
import type { DataValueStore } from './store/data-values';
import type { DocumentStore } from './store/documents';
import type { FileStore } from './store/file-resources';
import type { PeriodStore } from './store/periods';
import type { RegistrationStore } from './store/registrations';
import type { VersionTraits } from './version';

/** Everything that the routes share. */
export interface Context {
  readonly traits: VersionTraits;
  readonly clock: Clock;
  readonly metadata: Metadata;
  readonly periods: PeriodReader;
  readonly values: DataValueStore;
  readonly knownPeriods: PeriodStore;
  readonly registrations: RegistrationStore;
  readonly approvals: ApprovalStore;
  readonly audits: AuditStore;
  readonly files: FileStore;
  readonly documents: DocumentStore;
  readonly faults: Faults;
  readonly life: Life;
  /** Scheme, host and port under which the server is reached. */
  readonly origin: () => string;
}

/** Which run of the server this is: a kill ends one, and imports that it interrupts stop where they are. */
export class Life {
  #run = 0;

  /** Number of the present run. */
  get run(): number {
    return this.#run;
  }

  /** Ends the present run. */
  end(): void {
    this.#run += 1;
  }

  /** @throws Error If that run has ended. */
  check(run: number): void {
    if (run !== this.#run) throw new Error('The server was killed');
  }
}
