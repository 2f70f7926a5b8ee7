import pg from 'pg'
import type { EndpointReply } from '../http-endpoint.ts'

const WRONG_CREDENTIALS = new Set(['28P01', '28000'])

/** Refused while the connection was made, where Neon tells no error fields. */
const UNAVAILABLE = new Set(['57P03', '53300', '3D000'])

/** Neon answers statement errors and lost connections with 400, and 500 when the database cannot be reached. */
export function toErrorReply(error: unknown, user: string): EndpointReply {
  if (error instanceof pg.DatabaseError) {
    const { code = '' } = error
    if (WRONG_CREDENTIALS.has(code)) {
      return { status: 400, body: { message: `password authentication failed for user '${user}'`, code: '' } }
    }
    return { status: UNAVAILABLE.has(code) ? 500 : 400, body: errorFields(error) }
  }
  if (isConnectFailure(error))
    return { status: 500, body: { message: "couldn't connect to compute node", code: '' } }
  return { status: 400, body: { message: 'connection closed', code: '' } }
}

function errorFields(error: pg.DatabaseError) {
  return {
    message: error.message,
    code: error.code ?? '',
    detail: error.detail ?? null,
    hint: error.hint ?? null,
    position: error.position ?? null,
    internalPosition: error.internalPosition ?? null,
    internalQuery: error.internalQuery ?? null,
    severity: error.severity ?? '',
    where: error.where ?? null,
    table: error.table ?? null,
    column: error.column ?? null,
    schema: error.schema ?? null,
    dataType: error.dataType ?? null,
    constraint: error.constraint ?? null,
    file: error.file ?? null,
    line: error.line ?? null,
    routine: error.routine ?? null,
  }
}

function isConnectFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return 'syscall' in error && error.syscall === 'connect' ? true : /timeout exceeded/i.test(error.message)
}
