const MAX_STEPS = 20

/** A browser's cookies, without their attributes: enough for one host. */
class CookieJar {
  readonly #cookies = new Map<string, string>()

  absorb(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const [name = '', ...value] = pair.split('=')
      this.#cookies.set(name, value.join('='))
    }
  }

  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }
}

/**
 * Signs `sub` in at a provider and consents, as a person at its pages would.
 * @returns where it sends the browser back to.
 */
export async function visitProvider(url: string, sub: string): Promise<URL> {
  const { origin } = new URL(url)
  const jar = new CookieJar()
  let at = new URL(url)
  let form: URLSearchParams | null = null
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const response: Response = await fetch(at, {
      redirect: 'manual',
      method: form ? 'POST' : 'GET',
      headers: { cookie: jar.header },
      ...(form ? { body: form } : {}),
    })
    jar.absorb(response)
    const location = response.headers.get('location')
    const page = await response.text()
    form = null
    if (location !== null) {
      at = new URL(location, at)
      if (at.origin !== origin) return at
      continue
    }
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1]
    if (!prompt || !action) throw new Error(`The provider answered ${response.status} at ${at.pathname}.`)
    at = new URL(action, at)
    form = new URLSearchParams({ prompt, login: sub, password: 'any' })
  }
  throw new Error('The provider never sent the browser back.')
}
