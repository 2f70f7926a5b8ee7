import { html } from 'hono/html'
import { z } from 'zod'
import type { OpenApiDocument } from '../../openapi/document.ts'

const content = z.record(z.string(), z.object({ schema: z.unknown() })).optional()
const operation = z.object({
  summary: z.string().default(''),
  description: z.string().default(''),
  tags: z.array(z.string()).default(['other']),
  security: z.array(z.unknown()).optional(),
  parameters: z
    .array(
      z.object({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema: z.unknown() }),
    )
    .default([]),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string().default(''), content })),
})
const METHODS = ['get', 'post', 'patch', 'put', 'delete'] as const
const paths = z.record(z.string(), z.partialRecord(z.enum(METHODS), operation))

type Entry = z.infer<typeof operation> & { method: string; path: string }

const schemaOf = (body: z.infer<typeof content>) => body?.['application/json']?.schema
const printSchema = (schema: unknown) =>
  schema === undefined ? '' : html`<pre>${JSON.stringify(schema, null, 2)}</pre>`

const renderEntry = (entry: Entry) => html`<details>
<summary><span class="method">${entry.method.toUpperCase()}</span> <code>${entry.path}</code> ${entry.summary}</summary>
<p>${entry.description}</p>
<p>${entry.security === undefined ? 'No session needed.' : 'Needs a session: cookie or bearer token.'}</p>
${
  entry.parameters.length === 0
    ? ''
    : html`<h3>Parameters</h3><table><tr><th>Name</th><th>In</th><th>Form</th></tr>${entry.parameters.map(
        (parameter) => html`<tr><td><code>${parameter.name}</code></td><td>${parameter.in}</td>
<td><code>${JSON.stringify(parameter.schema)}</code></td></tr>`,
      )}</table>`
}
${entry.requestBody ? html`<h3>Body</h3>${printSchema(schemaOf(entry.requestBody.content))}` : ''}
<h3>Answers</h3>
<table>${Object.entries(entry.responses).map(
  ([status, { description, content: body }]) => html`<tr><th>${status}</th><td>${description}
${Number(status) < 400 ? printSchema(schemaOf(body)) : ''}</td></tr>`,
)}</table>
</details>`

/** The OpenAPI document as one page of plain markup. */
export function renderDocument(document: OpenApiDocument) {
  const entries: Entry[] = Object.entries(paths.parse(document.paths)).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const found = methods[method]
      return found ? [{ ...found, method, path }] : []
    }),
  )
  const byTag = Object.groupBy(entries, (entry) => entry.tags[0] ?? 'other')
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.info.title} API</title><link rel="stylesheet" href="/docs/style.css"></head>
<body><h1>${document.info.title} API</h1>
<p>${document.info.description ?? ''} For machines: <a href="/openapi.json">openapi.json</a>, and <a href="/asyncapi.json">asyncapi.json</a> for the socket.</p>
${Object.entries(byTag).map(
  ([tag, group = []]) => html`<section><h2>${tag}</h2>${group.map(renderEntry)}</section>`,
)}
</body></html>`
}
