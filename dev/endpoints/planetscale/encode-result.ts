import type { FieldInfo } from 'mariadb'
import { fieldType } from './field-type.ts'
import type { QueryResult } from './mariadb-pool.ts'

/** Rows travel as one base64 string of all values, and each value's length; NULL's is -1. */
export function encodeResult(result: QueryResult) {
  if (!('rows' in result)) {
    const { affectedRows, insertId } = result
    return {
      ...(affectedRows ? { rowsAffected: String(affectedRows) } : {}),
      ...(insertId ? { insertId: String(insertId) } : {}),
    }
  }
  return { fields: result.fields.map(encodeField), rows: result.rows.map(encodeRow) }
}

function encodeRow(values: (Buffer | null)[]) {
  const present = values.filter((value) => value !== null)
  return {
    lengths: values.map((value) => String(value === null ? -1 : value.byteLength)),
    ...(present.length ? { values: Buffer.concat(present).toString('base64') } : {}),
  }
}

function encodeField(field: FieldInfo) {
  return {
    name: field.name(),
    type: fieldType(field),
    table: field.table(),
    orgTable: field.orgTable(),
    database: field.db(),
    orgName: field.orgName(),
    columnLength: field.columnLength,
    charset: field.collation.index,
    flags: field.flags,
  }
}
