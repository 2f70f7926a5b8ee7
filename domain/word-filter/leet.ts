const LETTERS = { '0': 'o', '3': 'e', '4': 'a', '5': 's', '6': 'g', '7': 't', '8': 'b', '9': 'g' }
const SIGNS = { '@': 'a', $: 's', '!': 'i', '+': 't', '€': 'e' }

/** `1` and `|` are written for i as well as for l, so a text that holds one is read both ways. */
const AMBIGUOUS = ['1', '|']

function createReading(ambiguous: string): Uint16Array {
  const reading = Uint16Array.from({ length: 0x20ad }, (_, unit) => unit)
  for (const [sign, letter] of Object.entries({ ...LETTERS, ...SIGNS }))
    reading[sign.charCodeAt(0)] = letter.charCodeAt(0)
  for (const sign of AMBIGUOUS) reading[sign.charCodeAt(0)] = ambiguous.charCodeAt(0)
  return reading
}

/** What each unit is read as when digits and signs stand for letters; a unit beyond the table stands for itself. */
export const LEET_READINGS: readonly Uint16Array[] = [createReading('i'), createReading('l')]

/** How many of `LEET_READINGS` a unit calls for: 0, 1 or 2. */
export const LEET_WEIGHT = new Uint8Array(0x20ad)
for (const sign of Object.keys({ ...LETTERS, ...SIGNS })) LEET_WEIGHT[sign.charCodeAt(0)] = 1
for (const sign of AMBIGUOUS) LEET_WEIGHT[sign.charCodeAt(0)] = 2
