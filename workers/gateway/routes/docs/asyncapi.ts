import { describeSocket } from '../../asyncapi/document.ts'
import type { Gateway } from '../../context.ts'

/** The machine-readable description of the socket, for each trusted host its own. */
export function asyncapi(app: Gateway): void {
  const documents = new Map<string, ReturnType<typeof describeSocket>>()
  app.get('/asyncapi.json', (c) => {
    const { origin, host, protocol } = new URL(c.req.url)
    const document = documents.get(origin) ?? describeSocket(host, protocol === 'https:')
    documents.set(origin, document)
    return c.json(document)
  })
}
