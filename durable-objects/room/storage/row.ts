import type { SqlRow } from './sql-driver.ts'

const refuse = (column: string): never => {
  throw new Error(`the column ${column} is not of its type`)
}

export const readNumber = (row: SqlRow, column: string): number => {
  const value = row[column]
  return typeof value === 'number' ? value : refuse(column)
}

export const readText = (row: SqlRow, column: string): string => {
  const value = row[column]
  return typeof value === 'string' ? value : refuse(column)
}

export const readBytes = (row: SqlRow, column: string): Uint8Array<ArrayBuffer> => {
  const value = row[column]
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  return value instanceof Uint8Array ? new Uint8Array(value) : refuse(column)
}

export const readNullable = <T>(
  row: SqlRow,
  column: string,
  read: (row: SqlRow, column: string) => T,
): T | null => (row[column] === null ? null : read(row, column))

export function readOneOf<const T extends string>(row: SqlRow, column: string, allowed: readonly T[]): T {
  const value = row[column]
  return allowed.find((item) => item === value) ?? refuse(column)
}
