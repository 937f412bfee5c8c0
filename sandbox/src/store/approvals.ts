import type { Database } from './database';

/** What is approved: a workflow's data sets for a period, an org unit and an attribute option combo. */
export interface ApprovalKey {
  readonly workflow: string;
  readonly period: string;
  readonly orgUnit: string;
  readonly attributeOptionCombo: string;
}

/** An approval, by whom and when. */
export interface Approval extends ApprovalKey {
  readonly approvedBy: string;
  readonly approvedAt: Date;
}

/** The approvals of data; they close it for imports. */
export class ApprovalStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async approve({ workflow, period, orgUnit, attributeOptionCombo, approvedBy, approvedAt }: Approval): Promise<void> {
    await this.#db.query('insert into data_approval values ($1, $2, $3, $4, $5, $6) on conflict do nothing', [
      workflow,
      period,
      orgUnit,
      attributeOptionCombo,
      approvedBy,
      approvedAt.toISOString(),
    ]);
  }

  async withdraw({ workflow, period, orgUnit, attributeOptionCombo }: ApprovalKey): Promise<void> {
    await this.#db.query(
      `delete from data_approval
       where workflow = $1 and period = $2 and org_unit = $3 and attribute_option_combo = $4`,
      [workflow, period, orgUnit, attributeOptionCombo],
    );
  }

  /** The approvals of these workflows as {@link approvalKey} texts. */
  async keys(workflows: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.list(workflows)).map(approvalKey));
  }

  /** All approvals of these workflows. */
  async list(workflows: readonly string[]): Promise<readonly Approval[]> {
    if (workflows.length === 0) return [];
    const rows = await this.#db.query('select * from data_approval where workflow = any($1::text[])', [workflows]);
    return rows.map((row) => ({
      workflow: row['workflow'] as string,
      period: row['period'] as string,
      orgUnit: row['org_unit'] as string,
      attributeOptionCombo: row['attribute_option_combo'] as string,
      approvedBy: row['approved_by'] as string,
      approvedAt: row['approved_at'] as Date,
    }));
  }
}

/** One text per approval, for sets. */
export function approvalKey({ workflow, period, orgUnit, attributeOptionCombo }: ApprovalKey): string {
  return `${workflow}/${period}/${orgUnit}/${attributeOptionCombo}`;
}
