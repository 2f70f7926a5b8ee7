import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { connectOutbox } from '#services/connections/outbox.ts'
import type { BenchStand } from '../with-bench-stand.ts'

export type EngineUse = {
  mysqlStatements: number
  mysqlCpuSeconds: number
  postgresStatements: number
  postgresCpuSeconds: number
}

const TICKS_PER_SECOND = 100

/** What the two databases of the stand have done since they started. */
export async function readEngineUse({ db, env, dataDir }: BenchStand): Promise<EngineUse> {
  const transactions = await db.execute(
    sql`select xact_commit::int as count from pg_stat_database where datname = current_database()`,
  )
  const questions = await connectOutbox(env).execute(sql`show global status like 'Questions'`)
  return {
    mysqlStatements: z.array(z.object({ Value: z.coerce.number() })).parse(questions.rows)[0]?.Value ?? 0,
    mysqlCpuSeconds: readCpuSeconds(join(dataDir, 'mariadb')),
    postgresStatements:
      z.array(z.object({ count: z.coerce.number() })).parse(transactions.rows)[0]?.count ?? 0,
    postgresCpuSeconds: readCpuSeconds(join(dataDir, 'postgres')),
  }
}

/** Of the processes that were started on `folder`, and of their children, those that have ended included. */
function readCpuSeconds(folder: string): number {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(readProcess)
  const roots = processes.filter(({ command }) => command.includes(folder)).map(({ pid }) => pid)
  return processes
    .filter(({ pid, parent }) => roots.includes(pid) || roots.includes(parent))
    .reduce((sum, { ticks }) => sum + ticks / TICKS_PER_SECOND, 0)
}

function readProcess(name: string): { pid: number; parent: number; ticks: number; command: string }[] {
  try {
    const status = readFileSync(`/proc/${name}/stat`, 'utf8')
    // proc_pid_stat(5): after the name in brackets come state and parent; 14 to 17 are the times.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ')
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
    const command = readFileSync(`/proc/${name}/cmdline`, 'utf8')
    return [{ pid: Number(name), parent: Number(fields[1]), ticks, command }]
  } catch {
    return []
  }
}
