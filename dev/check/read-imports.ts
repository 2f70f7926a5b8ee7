import { parseSync, Visitor } from 'oxc-parser'

/** Every module that a TypeScript source names: imports, re-exports, `import()` and `import('…')` types. */
export function readImports(path: string, source: string): string[] {
  const { module, program, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path} can't be parsed: ${errors[0]?.message}`)
  const names = new Set(module.staticImports.map((entry) => entry.moduleRequest.value))
  for (const statement of module.staticExports)
    for (const entry of statement.entries) if (entry.moduleRequest) names.add(entry.moduleRequest.value)
  new Visitor({
    ImportExpression(node) {
      if (node.source.type === 'Literal' && typeof node.source.value === 'string')
        names.add(node.source.value)
    },
    TSImportType(node) {
      names.add(node.source.value)
    },
  }).visit(program)
  return [...names]
}
