import type { ErrorEvent } from '#schema/wire/server/error.ts'
import { SentinelError } from '../sentinel-error.ts'

export function errorOfEvent({ id, ...fields }: ErrorEvent): SentinelError {
  return new SentinelError({ ...fields, operationId: id })
}
