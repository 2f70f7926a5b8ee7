import { Coalescer } from '#durable-objects/sockets/coalescer.ts'
import { computeState } from '#durable-objects/sockets/compute-state.ts'
import type { Session } from '#durable-objects/sockets/session.ts'
import type { PresenceState } from '#schema/wire/server/live.ts'
import type { Author } from '#schema/wire/server/log-events.ts'
import { HUGE_PRESENCE_INTERVAL_MS, PRESENCE_INTERVAL_MS } from '../limits.ts'
import type { LiveRoom } from './live-room.ts'

type Person = { author: Author; sockets: Set<Session>; told: PresenceState }

export type PresenceCounts = { online: number; away: number }

/** Who is here. A change is told after a moment, so that who comes back at once was never away. */
export class Presence {
  readonly #room: LiveRoom
  readonly #people = new Map<string, Person>()
  readonly #changed = new Set<Person>()
  readonly #coalescer: Coalescer
  /** People whose sockets relays hold. */
  readonly #remoteCounts: () => PresenceCounts
  #toldCounts = ''

  constructor(room: LiveRoom, remoteCounts: () => PresenceCounts) {
    this.#room = room
    this.#remoteCounts = remoteCounts
    this.#coalescer = new Coalescer(
      room.deps,
      () => (room.isHuge() ? HUGE_PRESENCE_INTERVAL_MS : PRESENCE_INTERVAL_MS),
      () => this.#announce(),
    )
    for (const session of room.sessions) this.restore(session)
  }

  /** The socket said hello, changed what it shows, or went to the background or back. */
  note(session: Session): void {
    // The relay that holds the socket counts it.
    if (session.replayElsewhere) return
    this.#change(this.#hold(session))
  }

  /** The socket outlived a hibernation: others know already that its person is here. */
  restore(session: Session): void {
    if (session.phase === 'admitted') return
    const person = this.#hold(session)
    person.told = computeState(person.sockets)
  }

  /** What others see of the person; null where no socket of theirs is held here. */
  stateOf(userId: string): PresenceState | null {
    const person = this.#people.get(userId)
    return person && person.sockets.size > 0 ? computeState(person.sockets) : null
  }

  leave(session: Session): void {
    const person = this.#people.get(session.actor.userId)
    if (!person?.sockets.delete(session)) return
    this.#change(person)
  }

  /** Relays hold more or fewer people than before. */
  recount(): void {
    this.#coalescer.request(this.#room.deps.now() + this.#delayMs())
  }

  /** What a newcomer is told. */
  describe(): string {
    const counts = this.#count()
    if (this.#room.isHuge()) return JSON.stringify([{ type: 'presence', ...counts }])
    const users = [...this.#people.values()].flatMap(({ author, sockets }) => {
      const state = computeState(sockets)
      return state === 'offline' ? [] : [{ user: author, state }]
    })
    return JSON.stringify([{ type: 'presence', ...counts, whole: true, users }])
  }

  #hold(session: Session): Person {
    const { userId, name } = session.actor
    const known = this.#people.get(userId)
    const person: Person = known ?? { author: { id: userId, name }, sockets: new Set(), told: 'offline' }
    if (!known) this.#people.set(userId, person)
    person.sockets.add(session)
    return person
  }

  #change(person: Person): void {
    this.#changed.add(person)
    this.#coalescer.request(this.#room.deps.now() + this.#delayMs())
  }

  #delayMs(): number {
    return this.#room.isHuge() ? HUGE_PRESENCE_INTERVAL_MS : PRESENCE_INTERVAL_MS
  }

  #count(): PresenceCounts {
    const counts = { ...this.#remoteCounts() }
    for (const { sockets } of this.#people.values()) {
      const state = computeState(sockets)
      if (state !== 'offline') counts[state] += 1
    }
    return counts
  }

  #announce(): void {
    const users = []
    for (const person of this.#changed) {
      const state = computeState(person.sockets)
      if (state !== person.told) users.push({ user: person.author, state })
      person.told = state
      if (person.sockets.size === 0) this.#people.delete(person.author.id)
    }
    this.#changed.clear()
    const counts = this.#count()
    const shownCounts = `${counts.online} ${counts.away}`
    if (users.length === 0 && shownCounts === this.#toldCounts) return
    this.#toldCounts = shownCounts
    const isHuge = this.#room.isHuge()
    this.#room.audience.announce(
      JSON.stringify([{ type: 'presence', ...counts, ...(isHuge ? {} : { users }) }]),
    )
  }
}
