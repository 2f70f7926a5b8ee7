import type { FieldInfo } from 'mariadb'

const UNSIGNED = 32
const ENUM = 256
const SET = 2048
const BINARY_CHARSET = 63

/** Integer columns of MySQL's protocol, by their width. */
const INTEGERS = new Map([
  [1, 'INT8'],
  [2, 'INT16'],
  [3, 'INT32'],
  [8, 'INT64'],
  [9, 'INT24'],
])

const OTHERS = new Map([
  [0, 'DECIMAL'],
  [4, 'FLOAT32'],
  [5, 'FLOAT64'],
  [6, 'NULL_TYPE'],
  [7, 'TIMESTAMP'],
  [10, 'DATE'],
  [11, 'TIME'],
  [12, 'DATETIME'],
  [13, 'YEAR'],
  [16, 'BIT'],
  [245, 'JSON'],
  [246, 'DECIMAL'],
  [247, 'ENUM'],
  [248, 'SET'],
  [255, 'GEOMETRY'],
])

const VARIABLE = new Set([15, 253])
const LARGE = new Set([249, 250, 251, 252])

const WIDTH_OF_INT = 10

/** Whole numbers in the statement itself are of 64 bits in MySQL; MariaDB calls the short ones 32. */
function isLiteral(field: FieldInfo): boolean {
  return INTEGERS.has(field.columnType) && field.orgTable() === '' && field.columnLength < WIDTH_OF_INT
}

/** A column's type by Vitess's name. MariaDB's JSON is a text that only its extended metadata tells apart. */
export function fieldType(field: FieldInfo): string {
  const { columnType, flags, collation } = field
  if (field.isDataTypeFormatJson()) return 'JSON'
  if (flags & ENUM) return 'ENUM'
  if (flags & SET) return 'SET'
  const integer = isLiteral(field) ? 'INT64' : INTEGERS.get(columnType)
  if (integer) return flags & UNSIGNED ? `U${integer}` : integer
  const isBinary = collation.index === BINARY_CHARSET
  if (VARIABLE.has(columnType)) return isBinary ? 'VARBINARY' : 'VARCHAR'
  if (LARGE.has(columnType)) return isBinary ? 'BLOB' : 'TEXT'
  return OTHERS.get(columnType) ?? (isBinary ? 'BINARY' : 'CHAR')
}
