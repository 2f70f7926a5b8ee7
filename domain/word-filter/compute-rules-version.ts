import type { Rule } from './rule.ts'

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193
/** Begins the second of two independent runs. */
const OTHER_OFFSET = 0x9e3779b9

function computeHash(value: string, offset: number): number {
  let hash = offset
  for (let i = 0; i < value.length; i++) hash = Math.imul(hash ^ value.charCodeAt(i), FNV_PRIME)
  return hash >>> 0
}

const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0')

/** Names a rule set by its content, order aside, as 16 hex digits (FNV-1a, twice 32 bits). No protection against forgery. */
export function computeRulesVersion(rules: readonly Rule[]): string {
  let high = 0
  let low = 0
  for (const rule of rules) {
    const content = JSON.stringify([rule.id, rule.pattern, rule.action])
    high = (high + computeHash(content, FNV_OFFSET)) >>> 0
    low = (low + computeHash(content, OTHER_OFFSET)) >>> 0
  }
  return hex(high) + hex(low)
}
