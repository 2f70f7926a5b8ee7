import { describe, expect, test } from 'vitest'
import { requireVitessSyntax } from './require-vitess-syntax.ts'

describe('the local PlanetScale', () => {
  test.each([
    'INSERT INTO t VALUES (1) RETURNING id',
    'lock  tables t write',
    "SELECT GET_LOCK ('a', 1)",
    "SELECT * FROM JSON_TABLE('[]', '$[*]' COLUMNS (a int PATH '$')) AS t",
    'SET @a := 1',
    'CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1',
    'ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u (b)',
    "SELECT 'it''s', \"a\\\"\" FROM t /* note */ RETURNING 1",
  ])('refuses %s', (statement) => {
    expect(() => requireVitessSyntax(statement)).toThrow(/not supported/)
  })

  test.each([
    "INSERT INTO t VALUES ('RETURNING', \"lock tables\", 'it\\'s := ')",
    'SELECT `returning` FROM t',
    'SELECT 1 /* RETURNING */',
    'SELECT id FROM t FOR UPDATE SKIP LOCKED',
    'UPDATE t SET token = 1, returning_at = 2 WHERE id = 3 ORDER BY id LIMIT 4',
  ])('runs %s', (statement) => {
    expect(() => requireVitessSyntax(statement)).not.toThrow()
  })

  test('reads a statement with an open quote in time that grows with its length only', () => {
    const startedAt = performance.now()
    requireVitessSyntax(`'${"\\'".repeat(500_000)}`)
    requireVitessSyntax('/*'.repeat(500_000))
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })
})
