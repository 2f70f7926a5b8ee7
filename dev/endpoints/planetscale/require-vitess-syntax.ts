import { StatementError } from './statement-error.ts'

/** Each may end with the statement instead of its mark, so that what is left open costs no second look. */
const LITERALS = [
  /'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/,
  /"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)/,
  /`[^`]*(?:`|$)/,
  /\/\*(?![+!])[\s\S]*?(?:\*\/|$)/,
]
const ANY_LITERAL = new RegExp(LITERALS.map(({ source }) => source).join('|'), 'g')

const UNSUPPORTED = [
  /\breturning\b/i,
  /\block\s+tables?\b/i,
  /\bget_lock\s*\(/i,
  /\bjson_table\s*\(/i,
  /:=/,
  /\bcreate\s+(?:or\s+replace\s+)?(?:trigger|procedure|function|event)\b/i,
  /\bforeign\s+key\b/i,
]

/** Refuses what MariaDB would run and PlanetScale would not, so that it is found here and not in production. */
export function requireVitessSyntax(sql: string): void {
  const bare = sql.replace(ANY_LITERAL, "''")
  const found = UNSUPPORTED.map((pattern) => pattern.exec(bare)?.[0]).find((match) => match !== undefined)
  if (found === undefined) return
  throw new StatementError(1064, '42000', `syntax error near '${found}': not supported by Vitess`)
}
