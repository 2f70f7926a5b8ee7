import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createConnection } from 'mariadb'
import { type MariadbProgram, provideMariadb } from '../provision/provide-mariadb.ts'
import { runCommand } from '../provision/run-command.ts'
import { DATABASE, type Engine, type EngineOptions, HOST, USER } from './engine.ts'
import { EngineProcess } from './engine-process.ts'

const SYSTEM_TABLES = /^(mysql|mariadb)_(system_tables|system_tables_data|performance_tables)\.sql$/

/** As PlanetScale has them; the collation is the nearest one to its utf8mb4_0900_ai_ci. */
const SETTINGS = {
  'character-set-server': 'utf8mb4',
  'collation-server': 'utf8mb4_unicode_520_nopad_ci',
  'default-time-zone': '+00:00',
  'sql-mode':
    'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
  'max-connections': '100',
  'max-allowed-packet': '64M',
  'innodb-buffer-pool-size': '128M',
  'innodb-log-file-size': '48M',
  'local-infile': '0',
  'loose-innodb-snapshot-isolation': 'OFF',
}

export async function createMariadb(options: EngineOptions): Promise<Engine> {
  const { dataDir, port, password, durable } = options
  const program = await provideMariadb()
  const folder = join(dataDir, 'mariadb')
  if (!existsSync(folder)) await initialise(program, folder, password)

  const engine = new EngineProcess({
    name: 'MariaDB',
    folder,
    command: program.mariadbd,
    args: [
      ...baseArguments(program, folder),
      `--port=${port}`,
      `--bind-address=${HOST}`,
      '--skip-name-resolve',
      '--skip-log-bin',
      // Relative to the data folder: a socket's whole path has little room.
      '--socket=mariadb.sock',
      '--pid-file=mariadb.pid',
      `--init-file=${join(folder, 'accounts.sql')}`,
      `--innodb-flush-log-at-trx-commit=${durable ? 1 : 2}`,
      ...(durable ? [] : ['--skip-innodb-doublewrite']),
      ...Object.entries(SETTINGS).map(([name, value]) => `--${name}=${value}`),
    ],
    env: libraryEnvironment(program),
    logFile: join(dataDir, 'mariadb.log'),
    orderlySignal: 'SIGTERM',
    probe: async () => {
      const connection = await createConnection({
        host: HOST,
        port,
        user: USER,
        password,
        database: DATABASE,
      })
      await connection.end()
    },
  })
  return {
    port,
    start: () => engine.start(),
    stop: () => engine.stop(),
    kill: () => engine.kill(),
  }
}

async function initialise(program: MariadbProgram, folder: string, password: string): Promise<void> {
  const partial = `${folder}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true, mode: 0o700 })
  const { code } = await runCommand(
    program.mariadbd,
    [...baseArguments(program, partial), '--bootstrap', '--skip-log-bin', '--innodb-log-file-size=48M'],
    { input: readSystemTables(program.shareDir), env: libraryEnvironment(program) },
  )
  if (code !== 0) throw new Error(`MariaDB cannot make its data folder ${folder}.`)
  writeFileSync(join(partial, 'accounts.sql'), accountStatements(password), { mode: 0o600 })
  renameSync(partial, folder)
}

function baseArguments({ shareDir, baseDir }: MariadbProgram, folder: string): string[] {
  return [
    '--no-defaults',
    `--basedir=${baseDir}`,
    `--lc-messages-dir=${shareDir}`,
    `--character-sets-dir=${join(shareDir, 'charsets')}`,
    `--datadir=${folder}`,
    `--tmpdir=${folder}`,
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
  ]
}

function readSystemTables(shareDir: string): string {
  const files = readdirSync(shareDir).filter((file) => SYSTEM_TABLES.test(file))
  const order = (file: string) =>
    ['system_tables', 'performance_tables', 'system_tables_data'].indexOf(nameOf(file))
  const sorted = files.sort((a, b) => order(a) - order(b))
  const scripts = sorted.map((file) => readFileSync(join(shareDir, file), 'utf8'))
  return ['CREATE DATABASE IF NOT EXISTS mysql;', 'USE mysql;', ...scripts].join('\n')
}

const nameOf = (file: string) => SYSTEM_TABLES.exec(file)?.[2] ?? ''

/** Run at each start, one statement a line: the platform's account is the only one that may sign in. */
function accountStatements(password: string): string {
  return [
    `CREATE DATABASE IF NOT EXISTS ${DATABASE};`,
    `CREATE OR REPLACE USER '${USER}'@'${HOST}' IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON ${DATABASE}.* TO '${USER}'@'${HOST}';`,
    `DELETE FROM mysql.global_priv WHERE User NOT IN ('${USER}', 'mariadb.sys');`,
    'FLUSH PRIVILEGES;',
    '',
  ].join('\n')
}

function libraryEnvironment({ libraryPath }: MariadbProgram): Record<string, string> {
  return libraryPath.length ? { LD_LIBRARY_PATH: libraryPath.join(delimiter) } : {}
}
