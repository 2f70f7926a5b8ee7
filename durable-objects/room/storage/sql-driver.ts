export type SqlValue = string | number | null | Uint8Array<ArrayBuffer>
export type SqlRow = Record<string, unknown>

/** Synchronous SQLite: the object's own in production, Node's in tests. */
export interface SqlDriver {
  all(query: string, ...values: SqlValue[]): SqlRow[]
  /** All of `change` or, when it throws, nothing of it. */
  transaction(change: () => void): void
}
