/** Names an account or an address in counters without telling it: 128 bits of SHA-256, hexadecimal. */
export async function digestOf(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Buffer.from(new Uint8Array(hash, 0, 16)).toString('hex')
}
