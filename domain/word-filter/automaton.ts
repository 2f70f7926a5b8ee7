const ROOT = 0

/**
 * Finds every keyword in a text in one pass (Aho and Corasick, 1975). Transitions stand in one open-addressed table,
 * so ten thousand keywords of any script take about two megabytes.
 */
export class Automaton {
  readonly #mask: number
  readonly #fromStates: Int32Array
  readonly #units: Uint16Array
  readonly #targets: Int32Array
  readonly #fallbacks: Int32Array
  readonly #keywordAt: Int32Array
  /** For each state the nearest shorter state that ends a keyword. */
  readonly #shorter: Int32Array
  readonly #firstSteps = new Int32Array(128)

  constructor(keywords: readonly string[]) {
    const bound = keywords.reduce((sum, keyword) => sum + keyword.length, 1)
    const slots = 2 ** Math.ceil(Math.log2(bound * 2 + 2))
    this.#mask = slots - 1
    this.#fromStates = new Int32Array(slots)
    this.#units = new Uint16Array(slots)
    this.#targets = new Int32Array(slots)
    this.#fallbacks = new Int32Array(bound)
    this.#keywordAt = new Int32Array(bound).fill(-1)
    this.#shorter = new Int32Array(bound)
    const byDepth = this.#plant(keywords)
    for (let unit = 0; unit < 128; unit++) this.#firstSteps[unit] = this.#find(ROOT, unit)
    this.#link(byDepth)
  }

  /** The index of the keyword that ends in exactly `state`, or -1. */
  keywordAt(state: number): number {
    return this.#keywordAt[state] ?? -1
  }

  /** The longest state that ends a keyword and is a proper suffix of `state`, or 0. */
  shorter(state: number): number {
    return this.#shorter[state] ?? ROOT
  }

  step(state: number, unit: number): number {
    let from = state
    while (from !== ROOT) {
      const next = this.#find(from, unit)
      if (next !== ROOT) return next
      from = this.#fallbacks[from] ?? ROOT
    }
    return unit < 128 ? (this.#firstSteps[unit] ?? ROOT) : this.#find(ROOT, unit)
  }

  #slot(state: number, unit: number): number {
    let slot = (Math.imul(state, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b)) >>> 0
    slot = (slot ^ (slot >>> 15)) & this.#mask
    while (this.#targets[slot] !== ROOT && (this.#fromStates[slot] !== state || this.#units[slot] !== unit))
      slot = (slot + 1) & this.#mask
    return slot
  }

  #find(state: number, unit: number): number {
    return this.#targets[this.#slot(state, unit)] ?? ROOT
  }

  #plant(keywords: readonly string[]): { state: number; parent: number; unit: number }[][] {
    const byDepth: { state: number; parent: number; unit: number }[][] = []
    let states = 1
    keywords.forEach((keyword, index) => {
      let state = ROOT
      for (let depth = 0; depth < keyword.length; depth++) {
        const unit = keyword.charCodeAt(depth)
        const slot = this.#slot(state, unit)
        if (this.#targets[slot] === ROOT) {
          this.#fromStates[slot] = state
          this.#units[slot] = unit
          this.#targets[slot] = states
          byDepth[depth] ??= []
          byDepth[depth]?.push({ state: states, parent: state, unit })
          states++
        }
        state = this.#targets[slot] ?? ROOT
      }
      this.#keywordAt[state] = index
    })
    return byDepth
  }

  #link(byDepth: { state: number; parent: number; unit: number }[][]): void {
    for (const level of byDepth.slice(1)) {
      for (const { state, parent, unit } of level) {
        const fallback = this.step(this.#fallbacks[parent] ?? ROOT, unit)
        this.#fallbacks[state] = fallback
        this.#shorter[state] = this.keywordAt(fallback) >= 0 ? fallback : this.shorter(fallback)
      }
    }
  }
}
