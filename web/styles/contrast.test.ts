import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)')

function readColours(block: string): Map<string, string> {
  const found = block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)
  return new Map([...found].map(([, name = '', value = '']) => [name, value]))
}

/** WCAG 2.2, relative luminance. */
function computeLuminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function computeContrast(one: string, other: string): number {
  const [dim = 0, bright = 0] = [computeLuminance(one), computeLuminance(other)].sort((a, b) => a - b)
  return (bright + 0.05) / (dim + 0.05)
}

const TEXT = [
  ['text', 'ground'],
  ['text', 'surface'],
  ['text', 'raised'],
  ['muted', 'ground'],
  ['muted', 'surface'],
  ['muted', 'raised'],
  ['on-own', 'own'],
  ['on-accent', 'accent'],
  ['danger', 'surface'],
  ['danger', 'ground'],
  ['on-warning', 'warning-ground'],
  ['accent', 'raised'],
] as const

const CONTROLS = [
  ['control-line', 'surface'],
  ['control-line', 'ground'],
  ['calm', 'surface'],
  ['busy', 'surface'],
  ['accent', 'surface'],
  ['accent', 'ground'],
] as const

describe.each([
  ['light', readColours(light)],
  ['dark', new Map([...readColours(light), ...readColours(dark)])],
] as const)('the %s colours', (_, colours) => {
  const contrastOf = (front: string, back: string) =>
    computeContrast(colours.get(front) ?? '', colours.get(back) ?? '')

  it.each(TEXT)('%s on %s can be read: at least 4.5 to 1', (front, back) => {
    expect(contrastOf(front, back)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(CONTROLS)('%s on %s can be seen: at least 3 to 1', (front, back) => {
    expect(contrastOf(front, back)).toBeGreaterThanOrEqual(3)
  })
})

it('the icy blue on its dark text can be read', () => {
  expect(computeContrast('#06272f', '#ace5ee')).toBeGreaterThanOrEqual(4.5)
})
