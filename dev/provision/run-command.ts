import { spawn } from 'node:child_process'

export type CommandResult = { code: number; output: string }

export type CommandOptions = {
  cwd?: string
  env?: Record<string, string>
  input?: string
  timeoutMs?: number
}

/** Runs a program to its end and returns its exit code and what it printed; 127 when there is no such program. */
export function runCommand(
  command: string,
  args: string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { cwd, env, input, timeoutMs = 600_000 } = options
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, LC_ALL: 'C', ...env },
      timeout: timeoutMs,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk))
    child.stdin.on('error', () => undefined)
    child.on('error', () => resolve({ code: 127, output }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
    child.stdin.end(input ?? '')
  })
}
