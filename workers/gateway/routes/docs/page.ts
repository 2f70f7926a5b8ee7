import type { Gateway } from '../../context.ts'
import { describeApi } from '../../openapi/document.ts'
import { renderDocument } from './render-document.ts'
import { STYLE } from './style.ts'

/** The API for people: static markup, since a script from elsewhere or inline would not pass our own policy. */
export function docsPage(app: Gateway): void {
  let page: string | undefined
  app.get('/docs', async (c) => {
    page ??= String(await renderDocument(describeApi(app)))
    return c.html(page)
  })
  app.get('/docs/style.css', (c) => c.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }))
}
