import type { Gateway } from '../context.ts'
import { listDeadLetters } from './admin/list-dead-letters.ts'
import { readOutbox } from './admin/read-outbox.ts'
import { requeueDeadLetters } from './admin/requeue-dead-letters.ts'
import { signInAnonymous } from './auth/sign-in-anonymous.ts'
import { signInEmail } from './auth/sign-in-email.ts'
import { signOut } from './auth/sign-out.ts'
import { signUpEmail } from './auth/sign-up-email.ts'
import { asyncapi } from './docs/asyncapi.ts'
import { openapi } from './docs/openapi.ts'
import { docsPage } from './docs/page.ts'
import { health } from './health/health.ts'
import { live } from './health/live.ts'
import { ready } from './health/ready.ts'
import { deleteMe } from './me/delete.ts'
import { getMe } from './me/get.ts'
import { renameMe } from './me/rename.ts'
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
import { unmuteMember } from './rooms/unmute-member.ts'
import { readUnread } from './rooms/unread.ts'
import { createTicket } from './tickets/create.ts'
import { openSocket } from './tickets/open-socket.ts'

const ROUTES: readonly ((app: Gateway) => unknown)[] = [
  signUpEmail,
  signInEmail,
  signInAnonymous,
  signOut,
  getMe,
  renameMe,
  deleteMe,
  createRoom,
  listRooms,
  getRoom,
  changeRoom,
  archiveRoom,
  joinRoom,
  leaveRoom,
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
  readOutbox,
  listDeadLetters,
  requeueDeadLetters,
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
