/** Timers and requests that objects begin from now on and that have not ended: those of the tests do not count. */
export function trackWork(): { pending(): string[]; stop(): void } {
  const { setTimeout, clearTimeout, setInterval, fetch } = globalThis
  const pending = new Map<unknown, string>()

  const isOfObjects = () =>
    /\/(durable-objects|services)\/(?!.*\.test\.)/.test(new Error('origin').stack ?? '')

  Object.assign(globalThis, {
    setTimeout: (callback: (...values: unknown[]) => void, ms?: number, ...values: unknown[]) => {
      const timer: unknown = setTimeout(() => {
        pending.delete(timer)
        callback(...values)
      }, ms)
      if (isOfObjects()) pending.set(timer, `timer of ${ms} ms`)
      return timer
    },
    clearTimeout: (timer: Parameters<typeof clearTimeout>[0]) => {
      pending.delete(timer)
      clearTimeout(timer)
    },
    setInterval: (callback: () => void, ms?: number) => {
      const timer: unknown = setInterval(callback, ms)
      if (isOfObjects()) pending.set(timer, `interval of ${ms} ms`)
      return timer
    },
    fetch: (...request: Parameters<typeof fetch>) => {
      const key = {}
      if (isOfObjects()) pending.set(key, 'request')
      return fetch(...request).finally(() => pending.delete(key))
    },
  })
  return {
    pending: () => [...pending.values()],
    stop: () => void Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, fetch }),
  }
}
