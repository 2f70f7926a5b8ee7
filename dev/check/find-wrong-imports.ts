import { posix } from 'node:path'
import {
  BROWSER_FOLDERS,
  LAYER_RULES,
  type LayerRule,
  REFUSED_FOLDER_NAMES,
  SERVER_PACKAGES,
  UNRULED_FOLDERS,
} from './layer-rules.ts'
import { readImports } from './read-imports.ts'

const isUnder = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)

function matches(path: string, pattern: string): boolean {
  const wanted = pattern.split('/')
  const parts = path.split('/')
  if (pattern.endsWith('.ts') && parts.length !== wanted.length) return false
  return wanted.every((part, i) => parts[i] !== undefined && (part === '*' || part === parts[i]))
}

/** `=` in a rule stands for the same folder name that `*` stood for. */
function fillIn(pattern: string, path: string): string {
  return pattern
    .split('/')
    .map((part, i) => (part === '=' ? (path.split('/')[i] ?? part) : part))
    .join('/')
}

const findRule = (path: string): LayerRule | undefined =>
  LAYER_RULES.find((rule) => matches(path, rule.folder))

const isUnruled = (path: string) =>
  !path.includes('/') ||
  /\.test\.tsx?$|\.config\.ts$/.test(path) ||
  UNRULED_FOLDERS.some((folder) => isUnder(path, folder))

function checkPackage(path: string, name: string, rule: LayerRule): string | null {
  const isNamed = (allowed: string) =>
    allowed.endsWith(':') ? name.startsWith(allowed) : name === allowed || name.startsWith(`${allowed}/`)
  if (rule.packages && !rule.packages.some(isNamed)) return `${path}: ${rule.folder} may not import ${name}`
  const isBrowser = BROWSER_FOLDERS.some((folder) => isUnder(path, folder))
  return isBrowser && SERVER_PACKAGES.some(isNamed) ? `${path}: browsers have no ${name}` : null
}

function checkImport(path: string, name: string, rule: LayerRule): string | null {
  const isOwn = name.startsWith('#')
  const isRelative = name.startsWith('.')
  if (!isOwn && !isRelative) return checkPackage(path, name, rule)
  const target = isOwn ? posix.normalize(name.slice(1)) : posix.join(posix.dirname(path), name)
  const top = path.split('/')[0] ?? ''
  if (isRelative && !isUnder(target, top)) return `${path}: ${name} leaves ${top}/; write #${target}`
  const isAllowed = rule.mayImport.some((pattern) => matches(target, fillIn(pattern, path)))
  return isAllowed ? null : `${path}: ${rule.folder} may not import ${target}`
}

/** What is wrong with the imports of the file at `path` (relative to the root), each as one sentence. */
export function findWrongImports(path: string, source: string): string[] {
  const bad = path.split('/').find((part) => REFUSED_FOLDER_NAMES.includes(part))
  const wrong = bad ? [`${path}: a folder named ${bad} hides what is in it`] : []
  if (isUnruled(path)) return wrong
  const rule = findRule(path)
  if (!rule) return [...wrong, `${path}: no layer rule covers this folder`]
  for (const name of readImports(path, source)) {
    const problem = checkImport(path, name, rule)
    if (problem) wrong.push(problem)
  }
  return wrong
}
