/** `fetch` that gives up after `timeoutMs`: a store that is down must look like one, not hold its caller. */
export const fetchWithin =
  (timeoutMs: number) =>
  (input: string, init: RequestInit = {}): Promise<Response> => {
    const timeout = AbortSignal.timeout(timeoutMs)
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout
    return fetch(input, { ...init, signal })
  }
