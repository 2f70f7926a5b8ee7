export type ConnectionTarget = { user: string; password: string; database: string }

/** Reads a Postgres URL as Neon does; its host and port name no one here. Undefined when a part is missing. */
export function parseConnectionTarget(connectionString: unknown): ConnectionTarget | undefined {
  if (typeof connectionString !== 'string') return undefined
  const match = /^postgres(?:ql)?:(\/\/.*)$/s.exec(connectionString)
  // URL gives user and password only to schemes that it knows.
  const url = match?.[1] && URL.canParse(`http:${match[1]}`) ? new URL(`http:${match[1]}`) : undefined
  if (!url) return undefined
  const database = decode(url.pathname.slice(1))
  const user = decode(url.username)
  const password = decode(url.password)
  return user && password && database ? { user, password, database } : undefined
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined
  }
}
