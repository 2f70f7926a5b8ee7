export class Crash extends Error {
  override name = 'Crash'
}

/** Wraps calls, for tests: the `at`-th of all ends its caller, `before` it takes effect or `after` it, the reply lost. */
export function createCrasher(at: number, when: 'before' | 'after') {
  let calls = 0
  return <Arguments extends unknown[], Result>(call: (...input: Arguments) => Promise<Result>) =>
    async (...input: Arguments): Promise<Result> => {
      calls += 1
      if (calls === at && when === 'before') throw new Crash()
      const result = await call(...input)
      if (calls === at && when === 'after') throw new Crash()
      return result
    }
}
