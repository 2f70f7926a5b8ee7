import type { ConnectOptions } from './connection/connect-options.ts'
import { RoomConnection } from './connection/room-connection.ts'
import { Accounts } from './http/accounts.ts'
import { Administration } from './http/administration.ts'
import { type Credentials, createAuthorizer } from './http/credentials.ts'
import { Passkeys } from './http/passkeys.ts'
import { Providers } from './http/providers.ts'
import { createRequester } from './http/requester.ts'
import { Rooms } from './http/rooms.ts'
import { Security } from './http/security.ts'
import { createWebPlatform, type Platform } from './platform.ts'

export type ClientOptions = {
  /** Where the platform lives, for example `https://chat.example.com`. */
  origin: string
  credentials: Credentials
  /** Longest wait for an HTTP answer, milliseconds; 15,000 unless told. */
  timeoutMs?: number | undefined
  platform?: Platform | undefined
}

export type Client = {
  accounts: Accounts
  rooms: Rooms
  administration: Administration
  security: Security
  passkeys: Passkeys
  providers: Providers
  /** A connection to the room, not opened yet: add listeners, then call `open()`. */
  connect(roomId: string, options?: ConnectOptions): RoomConnection
}

/** A client of one platform for one person. It does nothing until asked. */
export function createClient(options: ClientOptions): Client {
  const { origin, timeoutMs = 15_000, platform = createWebPlatform() } = options
  const authorizer = createAuthorizer(options.credentials)
  const request = createRequester({ origin, platform, authorizer, timeoutMs })
  const rooms = new Rooms(request)
  return {
    accounts: new Accounts(request, authorizer),
    rooms,
    security: new Security(request),
    passkeys: new Passkeys(request),
    providers: new Providers(request),
    administration: new Administration(request),
    connect: (roomId, connectOptions = {}) =>
      new RoomConnection(roomId, connectOptions, {
        platform,
        fetchTicket: (signal) => rooms.ticket(roomId, signal),
      }),
  }
}
