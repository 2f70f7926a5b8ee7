/** They would block, or change, the one connection that all requests share; Upstash's REST has none of them. */
const UNAVAILABLE = new Set(
  [
    'ACL AUTH BGREWRITEAOF BGSAVE BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN CLIENT CLUSTER',
    'CONFIG DEBUG DISCARD EXEC FAILOVER HELLO LATENCY MODULE MONITOR MULTI PSUBSCRIBE PSYNC PUNSUBSCRIBE QUIT',
    'REPLICAOF RESET SAVE SELECT SHUTDOWN SLAVEOF SLOWLOG SSUBSCRIBE SUBSCRIBE SUNSUBSCRIBE SWAPDB SYNC',
    'UNSUBSCRIBE UNWATCH WAIT WAITAOF WATCH',
  ].flatMap((line) => line.split(' ')),
)

const READS_STREAMS = new Set(['XREAD', 'XREADGROUP'])

/** What is said of the first command that is not available; undefined when all are. */
export function findUnavailableCommand(commands: string[][]): string | undefined {
  const found = commands.find(([name = '', ...args]) => {
    const upper = name.toUpperCase()
    return (
      UNAVAILABLE.has(upper) ||
      (READS_STREAMS.has(upper) && args.some((arg) => arg.toUpperCase() === 'BLOCK'))
    )
  })
  return found && `ERR Command is not available: '${found[0]?.toUpperCase()}'`
}
