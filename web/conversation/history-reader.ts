import { type Client, type History, type Position, SentinelError } from '#sdk/index.ts'
import type { ConversationAction, ConversationState } from './conversation-state.ts'
import { isHeld } from './past.ts'
import { keyOf } from './timeline.ts'

export type ReadHistory = NonNullable<Parameters<Client['rooms']['history']>[1]>

export type HistoryReaderOptions = {
  read(query: ReadHistory): Promise<History>
  getState(): ConversationState
  dispatch(action: ConversationAction): void
}

const PAGE_MESSAGES = 50

/** Reads a room's history into its conversation, a page at a time, so that nothing that happens meanwhile is lost. */
export class HistoryReader {
  readonly #options: HistoryReaderOptions
  #isLoading = false
  #underWay: Promise<void> = Promise.resolve()
  /** The newest page must be loaded, or loaded anew. */
  #isStale = true

  constructor(options: HistoryReaderOptions) {
    this.#options = options
  }

  get isStale(): boolean {
    return this.#isStale
  }

  /** Not final: loaded while the socket is shut, so there may be a hole before the first live event. */
  async loadNewest({ isFinal } = { isFinal: true }): Promise<void> {
    this.#isStale = this.#isLoading || !isFinal
    if (!this.#isLoading) await this.#load({ limit: PAGE_MESSAGES }, 'history-newest')
  }

  /** Before the oldest message of what is looked at. */
  async loadOlder(): Promise<void> {
    const { timeline, past } = this.#options.getState()
    const { messages, hasOlder } = past?.timeline ?? timeline
    const oldest = messages[0]
    if (this.#isLoading || !hasOlder || !oldest) return
    const query = { before: oldest.seq, limit: PAGE_MESSAGES }
    await (past ? this.#extendPast(query, 'older') : this.#load(query, 'history-older'))
  }

  /** After the stretch of older history that is looked at. */
  async loadNewer(): Promise<void> {
    const { past } = this.#options.getState()
    const newest = past?.timeline.messages.at(-1)
    if (this.#isLoading || !past?.hasNewer || !newest) return
    await this.#extendPast({ after: newest.seq, limit: PAGE_MESSAGES }, 'newer')
  }

  /** Tries again what failed to load. */
  async retry(): Promise<void> {
    // Where it stands it then reaches for the page that it lacks.
    if (this.#options.getState().past) this.#options.dispatch({ type: 'past-retry' })
    else await (this.#isStale ? this.loadNewest() : this.loadOlder())
  }

  /** Makes sure that the message is held, with the history around it; where there is none, a problem is told. */
  async find(position: Position): Promise<void> {
    const { getState, dispatch } = this.#options
    const key = keyOf(position)
    const isFound = () => {
      const { timeline, past } = getState()
      return isHeld(timeline, key) || (past !== null && isHeld(past.timeline, key))
    }
    while (!isFound() && this.#isLoading) await this.#underWay
    if (isFound()) return
    dispatch({ type: 'past-searching' })
    try {
      const page = await this.#read({ around: position.seq, limit: PAGE_MESSAGES })
      if (!page.messages.some((message) => keyOf(message) === key))
        throw new SentinelError({ code: 'not_found' })
      dispatch({ type: 'past-opened', page })
    } catch (error) {
      const known = error instanceof SentinelError ? error : new SentinelError({ code: 'unavailable' })
      dispatch({ type: 'past-not-found', error: known })
    }
    await this.#refresh()
  }

  async #load(query: ReadHistory, type: 'history-newest' | 'history-older'): Promise<void> {
    const { dispatch } = this.#options
    dispatch({ type: 'history-loading' })
    try {
      dispatch({ type, page: await this.#read(query) })
    } catch (error) {
      if (type === 'history-newest') this.#isStale = true
      dispatch({ type: 'history-failed', error })
      return
    }
    await this.#refresh()
  }

  async #extendPast(query: ReadHistory, end: 'older' | 'newer'): Promise<void> {
    const { dispatch } = this.#options
    dispatch({ type: 'past-loading' })
    try {
      dispatch({ type: 'past-extended', page: await this.#read(query), end })
    } catch (error) {
      dispatch({ type: 'past-failed', error })
    }
    await this.#refresh()
  }

  async #read(query: ReadHistory): Promise<History> {
    this.#isLoading = true
    const page = this.#options.read(query).finally(() => {
      this.#isLoading = false
    })
    this.#underWay = page.then(
      () => {},
      () => {},
    )
    return await page
  }

  async #refresh(): Promise<void> {
    const isOpen = this.#options.getState().connection.kind === 'open'
    if (this.#isStale && isOpen && !this.#isLoading) await this.loadNewest()
  }
}
