import type { Gateway } from '../context.ts'
import { banPerson } from './admin/ban.ts'
import { changePlatformRole } from './admin/change-role.ts'
import { listDeadLetters } from './admin/list-dead-letters.ts'
import { readOutbox } from './admin/read-outbox.ts'
import { requeueDeadLetters } from './admin/requeue-dead-letters.ts'
import { unbanPerson } from './admin/unban.ts'
import { readAudit } from './area51/audit.ts'
import { forgotPassword } from './auth/forgot-password.ts'
import { issueToken } from './auth/issue-token.ts'
import { jwks } from './auth/jwks.ts'
import { startPasskeyCheck } from './auth/passkey-options.ts'
import { resetPassword } from './auth/reset-password.ts'
import { signInAnonymous } from './auth/sign-in-anonymous.ts'
import { signInEmail } from './auth/sign-in-email.ts'
import { signInPasskey } from './auth/sign-in-passkey.ts'
import { signInSecondFactor } from './auth/sign-in-second-factor.ts'
import { signOut } from './auth/sign-out.ts'
import { signUpEmail } from './auth/sign-up-email.ts'
import { verifyEmail } from './auth/verify-email.ts'
import { asyncapi } from './docs/asyncapi.ts'
import { openapi } from './docs/openapi.ts'
import { docsPage } from './docs/page.ts'
import { health } from './health/health.ts'
import { live } from './health/live.ts'
import { ready } from './health/ready.ts'
import { drainNow } from './internal/drain.ts'
import { createInvitation } from './invitations/create.ts'
import { listInvitations } from './invitations/list.ts'
import { revokeInvitation } from './invitations/revoke.ts'
import { changePassword } from './me/change-password.ts'
import { deleteMe } from './me/delete.ts'
import { getMe } from './me/get.ts'
import { listMySessions } from './me/list-sessions.ts'
import { renameMe } from './me/rename.ts'
import { revokeAllMySessions } from './me/revoke-all-sessions.ts'
import { revokeMySession } from './me/revoke-session.ts'
import { finishOidc } from './oidc/callback.ts'
import { listProviders } from './oidc/list.ts'
import { startOidc } from './oidc/start.ts'
import { addPasskey } from './passkeys/add.ts'
import { listMyPasskeys } from './passkeys/list.ts'
import { removePasskey } from './passkeys/remove.ts'
import { startPasskey } from './passkeys/start-registration.ts'
import { archiveRoom } from './rooms/archive.ts'
import { changeRoom } from './rooms/change.ts'
import { changeMember } from './rooms/change-member.ts'
import { createRoom } from './rooms/create.ts'
import { getRoom } from './rooms/get.ts'
import { joinRoom } from './rooms/join.ts'
import { leaveRoom } from './rooms/leave.ts'
import { listRooms } from './rooms/list.ts'
import { listMembers } from './rooms/members.ts'
import { listMessages } from './rooms/messages.ts'
import { muteMember } from './rooms/mute-member.ts'
import { listPins } from './rooms/pins.ts'
import { removeMember } from './rooms/remove-member.ts'
import { transferRoom } from './rooms/transfer.ts'
import { unmuteMember } from './rooms/unmute-member.ts'
import { readUnread } from './rooms/unread.ts'
import { checkMySecondFactor } from './second-factor/check.ts'
import { checkMyPasskey } from './second-factor/check-passkey.ts'
import { confirmTotp } from './second-factor/confirm-totp.ts'
import { removeTotp } from './second-factor/remove-totp.ts'
import { renewRecoveryCodes } from './second-factor/renew-recovery-codes.ts'
import { startTotp } from './second-factor/start-totp.ts'
import { createTicket } from './tickets/create.ts'
import { openSocket } from './tickets/open-socket.ts'
import { receiveBillingEvent } from './webhooks/billing.ts'

const ROUTES: readonly ((app: Gateway) => unknown)[] = [
  signUpEmail,
  signInEmail,
  verifyEmail,
  signInAnonymous,
  forgotPassword,
  resetPassword,
  signInSecondFactor,
  startPasskeyCheck,
  signInPasskey,
  listProviders,
  startOidc,
  finishOidc,
  issueToken,
  jwks,
  signOut,
  getMe,
  renameMe,
  changePassword,
  startTotp,
  confirmTotp,
  removeTotp,
  renewRecoveryCodes,
  checkMySecondFactor,
  checkMyPasskey,
  startPasskey,
  addPasskey,
  listMyPasskeys,
  removePasskey,
  readAudit,
  listMySessions,
  revokeMySession,
  revokeAllMySessions,
  deleteMe,
  createRoom,
  listRooms,
  getRoom,
  changeRoom,
  archiveRoom,
  joinRoom,
  leaveRoom,
  transferRoom,
  createInvitation,
  listInvitations,
  revokeInvitation,
  listMembers,
  changeMember,
  removeMember,
  muteMember,
  unmuteMember,
  listMessages,
  listPins,
  readUnread,
  createTicket,
  openSocket,
  receiveBillingEvent,
  changePlatformRole,
  banPerson,
  unbanPerson,
  readOutbox,
  listDeadLetters,
  requeueDeadLetters,
  drainNow,
  health,
  live,
  ready,
  openapi,
  asyncapi,
  docsPage,
]

/** Everything the gateway offers; a route that is not here does not exist. */
export function declareRoutes(app: Gateway): void {
  for (const declare of ROUTES) declare(app)
}
