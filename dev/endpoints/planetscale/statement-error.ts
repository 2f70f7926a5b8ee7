/** A refusal of the endpoint's own, in MySQL's terms. */
export class StatementError extends Error {
  override name = 'StatementError'
  readonly errno: number
  readonly sqlState: string

  constructor(errno: number, sqlState: string, message: string) {
    super(message)
    this.errno = errno
    this.sqlState = sqlState
  }
}
