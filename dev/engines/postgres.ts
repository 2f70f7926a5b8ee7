import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { providePostgres } from '../provision/provide-postgres.ts'
import { runCommand } from '../provision/run-command.ts'
import { DATABASE, type Engine, type EngineOptions, HOST, USER } from './engine.ts'
import { EngineProcess } from './engine-process.ts'
import { giveToUnprivileged, unprivilegedFlags } from './unprivileged.ts'

const SUPERUSER = 'postgres'

/** The statements themselves are never logged: they carry what people wrote. */
const SETTINGS = {
  listen_addresses: HOST,
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  timezone: 'GMT',
  log_timezone: 'GMT',
  jit: 'off',
  log_statement: 'none',
  log_min_messages: 'fatal',
  log_min_error_statement: 'panic',
}

const FAST_SETTINGS = { fsync: 'off', full_page_writes: 'off' }

/** PostgreSQL with password authentication only, which lets Neon's driver pipeline its connection start. */
export async function createPostgres(options: EngineOptions): Promise<Engine> {
  const { dataDir, port, password, durable } = options
  const { initdb, postgres } = await providePostgres()
  const folder = join(dataDir, 'postgres')
  if (!existsSync(folder)) await initialise({ initdb, folder, password, durable })
  giveToUnprivileged(folder)

  const settings = { ...SETTINGS, ...(durable ? {} : FAST_SETTINGS), port: String(port) }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const engine = new EngineProcess({
    name: 'PostgreSQL',
    folder,
    staleFiles: ['postmaster.pid'],
    command: postgres,
    args: ['-D', folder, ...flags],
    privileges: unprivilegedFlags([postgres, folder]),
    logFile: join(dataDir, 'postgres.log'),
    orderlySignal: 'SIGINT',
    probe: () => withConnection(port, password, SUPERUSER, async () => undefined),
  })
  return {
    port,
    start: async () => {
      await engine.start()
      await withConnection(port, password, SUPERUSER, createDatabase(password))
    },
    stop: () => engine.stop(),
    kill: () => engine.kill(),
  }
}

type Initialisation = { initdb: string; folder: string; password: string; durable: boolean }

async function initialise({ initdb, folder, password, durable }: Initialisation): Promise<void> {
  const partial = `${folder}.partial`
  const passwordFile = `${folder}.password`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true, mode: 0o700 })
  giveToUnprivileged(partial)
  writeFileSync(passwordFile, password, { mode: 0o600 })
  const args = [
    ...unprivilegedFlags([initdb, partial]),
    '--',
    initdb,
    `--pgdata=${partial}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=password',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durable ? [] : ['--no-sync']),
  ]
  const { code, output } = await runCommand('setpriv', args)
  rmSync(passwordFile, { force: true })
  if (code !== 0) {
    throw new Error(`PostgreSQL cannot make its data folder: ${output.trim().split('\n').at(-1) ?? ''}`)
  }
  renameSync(partial, folder)
}

/** The platform's own role is no superuser, as it is none on Neon. */
const createDatabase = (password: string) => async (client: pg.Client) => {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE])
  if (rowCount) return
  const role = client.escapeIdentifier(USER)
  await client.query(`DROP ROLE IF EXISTS ${role}`)
  await client.query(`CREATE ROLE ${role} LOGIN CREATEDB PASSWORD ${client.escapeLiteral(password)}`)
  await client.query(`CREATE DATABASE ${client.escapeIdentifier(DATABASE)} OWNER ${role}`)
}

async function withConnection(
  port: number,
  password: string,
  user: string,
  run: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ host: HOST, port, user, password, database: 'postgres' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await run(client)
  } finally {
    await client.end()
  }
}
