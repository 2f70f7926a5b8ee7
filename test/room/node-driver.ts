import { DatabaseSync } from 'node:sqlite'
import type { SqlDriver } from '#durable-objects/room/storage/sql-driver.ts'

/** The object's SQLite, in Node and in memory. Two drivers over one database: the object before and after a restart. */
export function createNodeDriver(database = new DatabaseSync(':memory:')): SqlDriver {
  return {
    all: (query, ...values) => database.prepare(query).all(...values),
    transaction(change) {
      database.exec('BEGIN')
      try {
        change()
        database.exec('COMMIT')
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
    },
  }
}
