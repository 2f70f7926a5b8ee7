import type { Reply } from './redis-connection.ts'

/** Upstash sends every text in base64 where asked to, but for a plain OK that stands alone. */
export function encodeReply(reply: Reply, isBase64: boolean): unknown {
  return reply === 'OK' ? reply : encodeValue(reply, isBase64)
}

function encodeValue(value: Reply, isBase64: boolean): unknown {
  if (value === null || typeof value === 'number') return value
  if (typeof value === 'string') return isBase64 ? Buffer.from(value).toString('base64') : value
  if (value instanceof Error) return encodeValue(value.message, isBase64)
  if (Array.isArray(value)) return value.map((one) => encodeValue(one, isBase64))
  return value.toString(isBase64 ? 'base64' : 'utf8')
}
