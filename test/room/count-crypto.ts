let pending = 0

/** WebCrypto answers from another thread: whoever waits for rest must know what is still out. */
export const countPendingCrypto = (): number => pending

for (const method of ['encrypt', 'decrypt', 'importKey'] as const) {
  const real: (...input: never[]) => Promise<unknown> = crypto.subtle[method].bind(crypto.subtle)
  const counted = async (...input: never[]) => {
    pending += 1
    try {
      return await real(...input)
    } finally {
      pending -= 1
    }
  }
  Object.defineProperty(crypto.subtle, method, { value: counted, configurable: true })
}
