import type { FastifyInstance } from 'fastify';
import { localDateTime } from '../clock';
import type { Context } from '../context';
import { queryParameters } from '../http/paths';
import { requireAuthority, userOf } from '../http/signed-in';
import type { ApprovalKey } from '../store/approvals';
import { approvalKey } from '../store/approvals';

/** `/api/dataApprovals`: approve, take back, ask (transcripts 295, 296). */
export function addApprovalRoutes(app: FastifyInstance, context: Context): void {
  const key = (url: string): ApprovalKey => {
    const query = queryParameters(url);
    return {
      workflow: query['wf'] ?? '',
      period: context.periods.read(query['pe'])?.id ?? '',
      orgUnit: query['ou'] ?? '',
      attributeOptionCombo: query['aoc'] ?? context.metadata.typed.defaultCombo,
    };
  };
  app.post('/api/dataApprovals', async (request, reply) => {
    const user = userOf(request);
    requireAuthority(user, 'F_APPROVE_DATA', context.traits.line);
    await context.approvals.approve({
      ...key(request.raw.url ?? ''),
      approvedBy: user.name,
      approvedAt: context.clock.now(),
    });
    return reply.code(204).send();
  });
  app.delete('/api/dataApprovals', async (request, reply) => {
    requireAuthority(userOf(request), 'F_APPROVE_DATA', context.traits.line);
    await context.approvals.withdraw(key(request.raw.url ?? ''));
    return reply.code(204).send();
  });
  app.get('/api/dataApprovals', async (request) => {
    const asked = key(request.raw.url ?? '');
    const approvals = await context.approvals.list([asked.workflow]);
    const approval = approvals.find((known) => approvalKey(known) === approvalKey(asked));
    const approved = approval !== undefined;
    const rights = {
      mayApprove: !approved,
      mayUnapprove: approved,
      mayAccept: false,
      mayUnaccept: false,
      mayReadData: true,
    };
    if (approval === undefined) return { ...rights, state: 'UNAPPROVED_READY' };
    const at = localDateTime(approval.approvedAt);
    return { ...rights, state: 'APPROVED_HERE', approvedBy: approval.approvedBy, approvedAt: at, acceptedAt: at };
  });
}
