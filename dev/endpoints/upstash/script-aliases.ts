import { createHash } from 'node:crypto'

/** A first line that tells Upstash how to run a script; plain Redis refuses flags that it does not know. */
const FLAG_LINE = /^#!lua[^\n]*\n/
const MAX_ALIASES = 1_000

/** Lets scripts with a flag line run, under the name that the client computes from the whole text. */
export class ScriptAliases {
  readonly #aliases = new Map<string, string>()

  translate(command: string[]): string[] {
    const [name = '', first = '', ...rest] = command
    switch (name.toUpperCase()) {
      case 'EVAL':
      case 'EVAL_RO':
        return [name, this.#strip(first), ...rest]
      case 'EVALSHA':
      case 'EVALSHA_RO':
        return [name, this.#aliases.get(first.toLowerCase()) ?? first, ...rest]
      case 'SCRIPT':
        return this.#translateScript(command)
      default:
        return command
    }
  }

  #translateScript(command: string[]): string[] {
    const [name = '', subcommand = '', ...args] = command
    if (subcommand.toUpperCase() === 'EXISTS') {
      return [name, subcommand, ...args.map((sha) => this.#aliases.get(sha.toLowerCase()) ?? sha)]
    }
    if (subcommand.toUpperCase() !== 'LOAD') return command
    return [name, subcommand, ...args.map((script) => this.#strip(script))]
  }

  #strip(script: string): string {
    const stripped = script.replace(FLAG_LINE, '')
    if (stripped === script) return script
    if (this.#aliases.size >= MAX_ALIASES) this.#aliases.clear()
    this.#aliases.set(computeSha(script), computeSha(stripped))
    return stripped
  }
}

const computeSha = (script: string) => createHash('sha1').update(script).digest('hex')
