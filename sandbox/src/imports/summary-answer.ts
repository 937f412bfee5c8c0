import { webMessage } from '../http/web-message';
import type { ReleaseLine, VersionTraits } from '../version';
import type { ImportSummary } from './import-summary';

/** Status and body of an answer. */
export interface Answer {
  readonly code: number;
  readonly body: unknown;
}

/**
 * The answer that carries a summary: wrapped, with 409 where something was refused, or bare with 200 on the old prefixes of 2.41
 * (transcripts 381-386).
 */
export function summaryAnswer(summary: ImportSummary, traits: VersionTraits, prefix: number | undefined): Answer {
  if (prefix !== undefined && prefix < traits.wrapsFromPrefix) return { code: 200, body: summary };
  const { status } = summary;
  const code = status === 'SUCCESS' || (status === 'WARNING' && traits.line === '2.43') ? 200 : 409;
  const level = status === 'SUCCESS' ? 'OK' : status;
  return { code, body: webMessage(code, messageOf(status, traits.line), { status: level, response: summary }) };
}

function messageOf(status: ImportSummary['status'], line: ReleaseLine): string {
  if (status === 'SUCCESS') return 'Import was successful.';
  if (status === 'ERROR') return 'An error occurred, please check import summary.';
  return line === '2.43'
    ? 'Import completed with warnings, please check import summary.'
    : 'One more conflicts encountered, please check import summary.';
}
