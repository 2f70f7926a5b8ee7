import type { FoldedText } from './folded-text.ts'
import { LEET_READINGS, LEET_WEIGHT } from './leet.ts'
import type { Rule } from './rule.ts'
import type { RuleIndex, Step } from './rule-index.ts'

/** A match of a rule: offsets into the original text, end exclusive. */
export type Hit = { rule: Rule; start: number; end: number }

const PLAIN: Uint16Array = new Uint16Array(0)

/** Matches the rules of one index. Holds scratch space, so one text at a time. */
export class Scanner {
  readonly #index: RuleIndex
  readonly #text: FoldedText
  readonly #reachedFrom: Int32Array
  readonly #reachedTo: Int32Array
  readonly #reachedIn: Int32Array
  #pass = 0
  #reading: Uint16Array = PLAIN
  #hits: Hit[] = []
  /** For each unit how many before it break a `*`; filled only when a pass needs it. */
  #breaks = new Int32Array(0)
  #breaksIn = 0

  constructor(index: RuleIndex, text: FoldedText) {
    this.#index = index
    this.#text = text
    this.#reachedFrom = new Int32Array(index.steps.length)
    this.#reachedTo = new Int32Array(index.steps.length)
    this.#reachedIn = new Int32Array(index.steps.length)
  }

  /** Every match in the text that `FoldedText` holds: read plainly, then with digits and signs as letters. */
  scan(): Hit[] {
    this.#hits = []
    const readings = this.#run(PLAIN)
    for (let i = 0; i < readings; i++) this.#run(LEET_READINGS[i] ?? PLAIN)
    return this.#hits
  }

  #run(reading: Uint16Array): number {
    const { automaton } = this.#index
    const { units, length } = this.#text
    this.#pass++
    this.#reading = reading
    let leet = 0
    let state = 0
    for (let i = 0; i < length; i++) {
      const unit = units[i] ?? 0
      const weight = LEET_WEIGHT[unit] ?? 0
      if (weight > leet) leet = weight
      state = automaton.step(state, reading[unit] ?? unit)
      if (state === 0) continue
      let ending = automaton.keywordAt(state) >= 0 ? state : automaton.shorter(state)
      for (; ending !== 0; ending = automaton.shorter(ending))
        this.#onKeyword(automaton.keywordAt(ending), i + 1)
    }
    return leet
  }

  #onKeyword(keyword: number, end: number): void {
    const start = end - (this.#index.lengths[keyword] ?? 0)
    if (!this.#text.isEdge(start) || !this.#text.isEdge(end)) return
    for (const number of this.#index.stepsOf[keyword] ?? []) {
      const step = this.#index.steps[number]
      if (!step) continue
      const from = this.#computeFrom(step, start)
      if (from < 0) continue
      if (step.hasNext) this.#reach(number, from, end)
      for (const { rule, end: side } of step.rules) {
        if (side === 'closed' && this.#isWordAt(end)) continue
        this.#addHit(rule, this.#openStart(step, from), side === 'open' ? this.#wordEnd(end) : end)
      }
    }
  }

  /** Where the match begins that reaches this piece, or -1 when the pieces before it do not lead here. */
  #computeFrom(step: Step, start: number): number {
    if (step.parent < 0) return step.start === 'closed' && start > 0 && this.#isWordAt(start - 1) ? -1 : start
    if (this.#reachedIn[step.parent] !== this.#pass) return -1
    const reached = this.#reachedTo[step.parent] ?? 0
    return reached <= start && this.#isUnbroken(reached, start) ? (this.#reachedFrom[step.parent] ?? 0) : -1
  }

  /** The earliest arrival within a word serves all later pieces best. */
  #reach(step: number, from: number, to: number): void {
    const isKnown = this.#reachedIn[step] === this.#pass
    if (isKnown && this.#isUnbroken(this.#reachedTo[step] ?? 0, to)) return
    this.#reachedIn[step] = this.#pass
    this.#reachedFrom[step] = from
    this.#reachedTo[step] = to
  }

  #addHit(rule: Rule, from: number, to: number): void {
    const text = this.#text
    if (this.#reading !== PLAIN && !this.#hasLetter(from, to)) return
    const start = text.starts[from] ?? 0
    const end = text.ends[to - 1] ?? 0
    const last = this.#hits.at(-1)
    if (last?.rule === rule && last.start === start && last.end === end) return
    this.#hits.push({ rule, start, end })
  }

  /** A bare number is no word in disguise. */
  #hasLetter(from: number, to: number): boolean {
    for (let i = from; i < to; i++) if (this.#text.isLetter(i)) return true
    return false
  }

  #isWordAt(index: number): boolean {
    return index < this.#text.length && this.#text.isWord(index)
  }

  #openStart(step: Step, from: number): number {
    let start = from
    if (step.start === 'open') while (start > 0 && this.#text.isWord(start - 1)) start--
    return start
  }

  #wordEnd(end: number): number {
    let at = end
    while (this.#isWordAt(at)) at++
    return at
  }

  #isUnbroken(from: number, to: number): boolean {
    if (this.#breaksIn !== this.#pass) this.#countBreaks()
    return this.#breaks[from] === this.#breaks[to]
  }

  #countBreaks(): void {
    const { units, length } = this.#text
    if (this.#breaks.length <= length) this.#breaks = new Int32Array(2 * length + 1)
    for (let i = 0, count = 0; i <= length; i++) {
      this.#breaks[i] = count
      const unit = units[i] ?? 0
      const isLetterHere = (this.#reading[unit] ?? unit) !== unit
      if (i < length && !isLetterHere && !this.#text.isWord(i)) count++
    }
    this.#breaksIn = this.#pass
  }
}
