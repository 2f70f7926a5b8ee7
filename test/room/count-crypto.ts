type Method = 'encrypt' | 'decrypt' | 'importKey'

let pending = 0

/** WebCrypto answers from another thread: whoever waits for rest must know what is still out. */
export const countPendingCrypto = (): number => pending

for (const method of ['encrypt', 'decrypt', 'importKey'] as const satisfies Method[]) {
  const real: (...input: unknown[]) => Promise<unknown> = Reflect.get(crypto.subtle, method).bind(
    crypto.subtle,
  )
  const counted = async (...input: unknown[]) => {
    pending += 1
    try {
      return await real(...input)
    } finally {
      pending -= 1
    }
  }
  Object.defineProperty(crypto.subtle, method, { value: counted, configurable: true })
}
