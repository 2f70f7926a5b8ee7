import type { LiveEvent } from '#schema/wire/server/frame.ts'
import type { Author, Position } from '#sdk/index.ts'

export type PresenceState = 'online' | 'away'

/** What is true in the room right now, apart from its log. */
export type Live = {
  typing: { count: number; users: readonly Author[] }
  /** How many people are there; null until the room tells. */
  present: { online: number; away: number } | null
  people: ReadonlyMap<string, PresenceState>
  /** How far each other person has read and received, by user id. */
  receipts: ReadonlyMap<string, { delivered: number; read: number }>
  notice: { code: string; message: string } | null
}

export const NOTHING_LIVE: Live = {
  typing: { count: 0, users: [] },
  present: null,
  people: new Map(),
  receipts: new Map(),
  notice: null,
}

type Of<Type extends LiveEvent['type']> = Extract<LiveEvent, { type: Type }>

function applyPresence(live: Live, { online, away, whole, users = [] }: Of<'presence'>): Live {
  const people = new Map(whole ? [] : live.people)
  for (const { user, state } of users) {
    if (state === 'offline') people.delete(user.id)
    else people.set(user.id, state)
  }
  return { ...live, present: { online, away }, people }
}

const seqOf = (position: Position | undefined) => position?.seq ?? 0

function applyReceipts(live: Live, event: Of<'receipts'>): Live {
  const receipts = new Map(live.receipts)
  for (const { userId, delivered, read } of event.receipts) {
    const held = receipts.get(userId) ?? { delivered: 0, read: 0 }
    receipts.set(userId, {
      delivered: Math.max(held.delivered, seqOf(delivered), seqOf(read)),
      read: Math.max(held.read, seqOf(read)),
    })
  }
  return { ...live, receipts }
}

/** The next state, and the same one for what does not concern it. */
export function applyLive(live: Live, event: LiveEvent): Live {
  switch (event.type) {
    case 'typing':
      return { ...live, typing: { count: event.count, users: event.users ?? [] } }
    case 'presence':
      return applyPresence(live, event)
    case 'receipts':
      return applyReceipts(live, event)
    case 'notice':
      return { ...live, notice: event.code === 'recording_restored' ? null : event }
    default:
      return live
  }
}

/** Who has said it no longer writes it; the room tells that a moment later. */
export function noteSaid(live: Live, userId: string): Live {
  const users = live.typing.users.filter(({ id }) => id !== userId)
  const left = live.typing.users.length - users.length
  return left === 0 ? live : { ...live, typing: { count: live.typing.count - left, users } }
}

/** Without a connection nobody is known to write or to be there; how far they have read still holds. */
export const forgetLive = (live: Live): Live => ({ ...NOTHING_LIVE, receipts: live.receipts })

export type DeliveryState = 'sent' | 'delivered' | 'read'

/** How far the message at `seq` has come: with one other person, at least, that far. */
export function computeDelivery({ receipts }: Live, seq: number): { state: DeliveryState; readers: number } {
  let [delivered, readers] = [0, 0]
  for (const receipt of receipts.values()) {
    if (receipt.read >= seq) readers += 1
    if (receipt.delivered >= seq) delivered += 1
  }
  return { state: readers > 0 ? 'read' : delivered > 0 ? 'delivered' : 'sent', readers }
}

/** "Ada is writing…", or null when nobody but `userId` is. */
export function describeTyping({ typing }: Live, userId: string): string | null {
  const names = typing.users.filter(({ id }) => id !== userId).map(({ name }) => name)
  const isListed = typing.users.length > 0
  const count = isListed ? names.length + Math.max(0, typing.count - typing.users.length) : typing.count
  if (count === 0) return null
  if (!isListed || count > 3) return `${count} people are writing…`
  if (names.length === 1) return `${names[0]} is writing…`
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are writing…`
}
