import { globSync } from 'node:fs'
import { posix } from 'node:path'

/** Top-level folders of the house: an inline code span that begins with one of them cites a path. */
const FOLDERS = [
  '.ci',
  'bench',
  'dev',
  'docs',
  'domain',
  'durable-objects',
  'schema',
  'sdk',
  'services',
  'test',
  'web',
  'workers',
]
const ROOT_FILE = /^\w[\w.-]*\.(md|ts|tsx|json|toml|sh|yml)$/

const withoutFences = (markdown: string) => markdown.replace(/^(```|~~~)[\s\S]*?^\1/gmu, '')

function findCitedPaths(markdown: string): string[] {
  const spans = [...withoutFences(markdown).matchAll(/`([^`\n]+)`/gu)].map((match) => match[1] ?? '')
  return spans.filter((span) => {
    const isPath = /^[\w.*{},/@-]+$/u.test(span)
    return isPath && (ROOT_FILE.test(span) || FOLDERS.some((folder) => span.startsWith(`${folder}/`)))
  })
}

function findLinks(markdown: string): string[] {
  const links = [...withoutFences(markdown).matchAll(/\]\(([^)\s]+)\)/gu)].map((match) => match[1] ?? '')
  return links.filter((link) => !/^[a-z][a-z+.-]*:/u.test(link))
}

const computeSlug = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/gu, '-')

const readAnchors = (markdown: string) =>
  new Set(
    [...withoutFences(markdown).matchAll(/^#{1,6}\s+(.+)$/gmu)].map((match) => computeSlug(match[1] ?? '')),
  )

type Reader = (path: string) => string

/**
 * The paths and links in the Markdown file at `path` that lead nowhere, each as one sentence. Cited paths start at the
 * root of the repository, or at the file's own folder where they name a file only.
 */
export function findDeadPaths(root: string, path: string, read: Reader): string[] {
  const markdown = read(path)
  const folder = posix.dirname(path)
  const exists = (pattern: string) => globSync(pattern, { cwd: root }).length > 0
  const dead = findCitedPaths(markdown)
    .filter((cited) => !exists(cited) && !exists(posix.join(folder, cited)))
    .map((cited) => `${path}: there is no ${cited}`)
  for (const link of findLinks(markdown)) {
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : posix.join(folder, file)
    if (!exists(target)) dead.push(`${path}: the link ${link} leads nowhere`)
    else if (anchor && target.endsWith('.md') && !readAnchors(read(target)).has(anchor))
      dead.push(`${path}: ${target} has no heading #${anchor}`)
  }
  return dead
}
