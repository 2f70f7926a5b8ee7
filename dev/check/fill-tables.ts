export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

const BLOCK = /(<!-- ([a-z ]+): .*? -->\n)[\s\S]*?(<!-- end -->)/gu

/** `markdown` with each block `<!-- name: … -->` to `<!-- end -->` as `tables` renders the one of that name. */
export function fillTables(markdown: string, tables: Readonly<Record<string, () => string>>): string {
  return markdown.replace(BLOCK, (whole, before: string, name: string, after: string) => {
    const render = Object.hasOwn(tables, name) ? tables[name] : undefined
    return render ? `${before}\n${render()}\n\n${after}` : whole
  })
}
