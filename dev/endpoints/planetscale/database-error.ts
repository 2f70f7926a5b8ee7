import { SqlError } from 'mariadb'
import { DATABASE } from '../../engines/engine.ts'
import { StatementError } from './statement-error.ts'

type Kind = { code: string; name: string }

const kind = (code: string, name: string): Kind => ({ code, name })

const ALREADY_EXISTS = kind('ALREADY_EXISTS', 'AlreadyExists')
const NOT_FOUND = kind('NOT_FOUND', 'NotFound')
const INVALID_ARGUMENT = kind('INVALID_ARGUMENT', 'InvalidArgument')
const FAILED_PRECONDITION = kind('FAILED_PRECONDITION', 'FailedPrecondition')
const ABORTED = kind('ABORTED', 'Aborted')
const DEADLINE_EXCEEDED = kind('DEADLINE_EXCEEDED', 'DeadlineExceeded')
const RESOURCE_EXHAUSTED = kind('RESOURCE_EXHAUSTED', 'ResourceExhausted')
const UNAVAILABLE = kind('UNAVAILABLE', 'Unavailable')
const UNKNOWN = kind('UNKNOWN', 'Unknown')

/** MySQL's error numbers as Vitess classes them. */
const KINDS = new Map([
  [1040, RESOURCE_EXHAUSTED],
  [1048, FAILED_PRECONDITION],
  [1049, NOT_FOUND],
  [1053, UNAVAILABLE],
  [1054, INVALID_ARGUMENT],
  [1062, ALREADY_EXISTS],
  [1064, INVALID_ARGUMENT],
  [1146, NOT_FOUND],
  [1205, DEADLINE_EXCEEDED],
  [1213, ABORTED],
  [1264, INVALID_ARGUMENT],
  [1317, ABORTED],
  [1366, INVALID_ARGUMENT],
  [1406, FAILED_PRECONDITION],
  [2003, UNAVAILABLE],
  [2013, UNAVAILABLE],
])

const LOST_CONNECTION = 2013
const GENERAL_STATE = 'HY000'

/** The error as PlanetScale words it; the statement, which holds what people wrote, is not in it. */
export function toDatabaseError(error: unknown): { code: string; message: string } {
  const { errno, sqlState, text } = describe(error)
  const { code, name } = KINDS.get(errno) ?? UNKNOWN
  const message =
    `target: ${DATABASE}.-.primary: vttablet: rpc error: code = ${name} desc = ${text} ` +
    `(errno ${errno}) (sqlstate ${sqlState}) (CallerID: local)`
  return { code, message }
}

function describe(error: unknown): { errno: number; sqlState: string; text: string } {
  if (error instanceof StatementError) {
    return { errno: error.errno, sqlState: error.sqlState, text: error.message }
  }
  if (isServerError(error)) {
    return { errno: error.errno, sqlState: error.sqlState ?? GENERAL_STATE, text: error.sqlMessage ?? '' }
  }
  if (error instanceof Error && 'fatal' in error && error.fatal) {
    return { errno: LOST_CONNECTION, sqlState: GENERAL_STATE, text: 'Lost connection to MySQL server' }
  }
  return { errno: 1105, sqlState: GENERAL_STATE, text: 'unknown error' }
}

/** The client library has numbers of its own, for its connection and its use. */
const isServerError = (error: unknown): error is SqlError =>
  error instanceof SqlError && error.errno >= 1000 && error.errno < 45_000
