import type { SqlDriver, SqlValue } from '../storage/sql-driver.ts'

const toBinding = (value: SqlValue): string | number | null | ArrayBuffer => {
  if (!(value instanceof Uint8Array)) return value
  const { buffer, byteLength } = value
  return byteLength === buffer.byteLength ? buffer : value.slice().buffer
}

/** The SQLite of a Durable Object. */
export function createObjectDriver(storage: DurableObjectStorage): SqlDriver {
  return {
    all: (query, ...values) => storage.sql.exec(query, ...values.map(toBinding)).toArray(),
    transaction: (change) => storage.transactionSync(change),
  }
}
