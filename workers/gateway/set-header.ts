import type { GatewayContext } from './context.ts'

/** Sets a response header, except on a socket's 101: copying that response, which setting means, would lose the socket. */
export function setHeader(c: GatewayContext, name: string, value: string): void {
  if (c.res.status !== 101) c.header(name, value)
}
