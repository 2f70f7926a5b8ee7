import type { Gateway } from '../../context.ts'
import { describeApi, type OpenApiDocument } from '../../openapi/document.ts'

/** The machine-readable description of the API. */
export function openapi(app: Gateway): void {
  let document: OpenApiDocument | undefined
  app.get('/openapi.json', (c) => {
    document ??= describeApi(app)
    return c.json(document)
  })
}
