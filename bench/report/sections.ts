import type { CostResult } from '../cost.ts'
import type { DrainBenchmark } from '../drain.ts'
import type { FanoutResult } from '../fanout.ts'
import type { FilterResult } from '../filter.ts'
import type { HugeResult } from '../huge.ts'
import type { LatencyResult } from '../latency.ts'
import type { LoadRow } from '../load/run-load.ts'
import type { ResumeResult } from '../resume.ts'
import type { RevocationResult, RevocationRow } from '../revocation.ts'
import type { StormResult } from '../storm.ts'
import type { ThresholdResult } from '../threshold.ts'
import type { Chart } from './draw-chart.ts'
import type { Section } from './write-section.ts'

type Look = Omit<Chart, 'groups' | 'series'>

const BARS = { kind: 'bars', scale: 'linear' } as const
const LOGARITHMIC = { kind: 'bars', scale: 'logarithmic' } as const

/** One group of bars per value of `group`, one bar in each per value of `series`. */
function pivot<Row>(
  rows: readonly Row[],
  look: Look,
  pick: { group: (row: Row) => string; series: (row: Row) => string; value: (row: Row) => number },
): Chart {
  const groups = [...new Set(rows.map(pick.group))]
  const find = (name: string, group: string) =>
    rows.find((row) => pick.series(row) === name && pick.group(row) === group)
  const series = [...new Set(rows.map(pick.series))].map((name) => ({
    name,
    values: groups.map((group) => {
      const row = find(name, group)
      return row === undefined ? 0 : pick.value(row)
    }),
  }))
  return { ...look, groups, series }
}

const bySockets = (value: (row: LoadRow) => number) => ({
  group: ({ sockets }: LoadRow) => `${sockets} sockets`,
  series: ({ server }: LoadRow) => server,
  value,
})

const describeLoad = (row: LoadRow, ratios: Record<string, number>) => ({
  server: row.server,
  sockets: row.sockets,
  'messages in flight': row.inFlight,
  'deliveries/s': row.deliveriesPerSecond,
  'p50 ms': row.p50Ms,
  'p99 ms': row.p99Ms,
  'the room to it': row.server === 'room' ? '' : `${ratios[`${row.server} at ${row.sockets}`]} times`,
})

export const describeFanout = ({ rows, ratios }: FanoutResult): Section => ({
  heading: 'Fan-out of a saturated room',
  text: [
    'Senders say the next thing as soon as they see their last; what arrives on all sockets is counted. The room runs with roles, 1,000 filter rules, encryption, durable pages, resume, publisher and drainer on; the others only broadcast. Each figure is the median of three rounds in alternating order.',
  ],
  rows: rows.map((row) => describeLoad(row, ratios)),
  charts: [
    pivot(
      rows,
      { ...BARS, title: 'Fan-out', unit: 'deliveries a second, more is better' },
      bySockets((row) => row.deliveriesPerSecond),
    ),
    pivot(
      rows,
      { ...BARS, title: 'From send to delivery under this load', unit: 'p99, milliseconds, less is better' },
      bySockets((row) => row.p99Ms),
    ),
  ],
})

export const describeLatency = ({ rows, ratios }: LatencyResult): Section => ({
  heading: 'Latency of an idle room',
  text: [
    'One person says something every 100 ms. The room stores and encrypts each message before anyone sees it; the others store nothing.',
  ],
  rows: rows.map((row) => describeLoad(row, ratios)),
  charts: [
    pivot(
      rows,
      { ...BARS, title: 'From send to delivery in an idle room', unit: 'p50, milliseconds, less is better' },
      bySockets((row) => row.p50Ms),
    ),
  ],
})

export const describeResume = (result: ResumeResult): Section => ({
  heading: 'Resume',
  text: [
    `A client that missed ${result.missed.toLocaleString('en')} events comes back, beside one that comes anew: medians, alternating. The first missed event is there after ${result.ratio} times the time of a plain connect.`,
  ],
  rows: [
    {
      'missed events': result.missed,
      'plain connect ms': result.connectMs,
      'first missed event ms': result.firstEventMs,
      'last missed event ms': result.lastEventMs,
    },
  ],
  charts: [
    {
      ...BARS,
      title: 'Coming back',
      unit: 'milliseconds from opening the socket, less is better',
      groups: ['plain connect', 'first missed event', 'last missed event'],
      series: [{ name: 'resume', values: [result.connectMs, result.firstEventMs, result.lastEventMs] }],
    },
  ],
})

export const describeStorm = (result: StormResult): Section => ({
  heading: 'A storm of reconnects',
  text: [
    'The process that holds every socket is killed and started again, and a hundred messages are said before anyone is let in. The clients are the SDK’s; each must come back by itself and have all that it missed replayed, in order.',
  ],
  rows: [
    {
      clients: result.sockets,
      'all back after s': result.backSeconds,
      attempts: result.attempts,
      'shortest gap between two attempts of one client ms': result.shortestGapMs,
      'without a whole replay': result.incomplete,
      'told to start over': result.resyncs,
    },
  ],
  charts: [
    {
      title: 'Clients that have everything again',
      unit: 'by seconds since the kill',
      kind: 'line',
      scale: 'linear',
      groups: result.progress.map((_, second) => String(second)),
      series: [{ name: 'clients', values: result.progress }],
    },
  ],
})

export const describeHuge = (result: HugeResult): Section => ({
  heading: 'A huge room',
  text: [
    'Someone speaks at an even pace; every socket checks that each message comes once and in order. The sockets beyond the first thousand are held by relays, which here all share one process and one thread with each other, so that the times show what the machine can write, not what relays at different places can.',
  ],
  rows: [
    {
      sockets: result.sockets,
      messages: result.messages,
      lost: result.lost,
      'twice or out of order': result.misplaced,
      'p50 ms': result.p50Ms,
      'p99 ms': result.p99Ms,
      'longest ms': result.maxMs,
      'bytes per socket': result.bytesPerSocket,
    },
  ],
  charts: [
    {
      ...BARS,
      title: `From send to delivery on ${result.sockets.toLocaleString('en')} sockets`,
      unit: 'milliseconds, less is better',
      groups: ['p50', 'p99', 'longest'],
      series: [{ name: 'delivery', values: [result.p50Ms, result.p99Ms, result.maxMs] }],
    },
  ],
})

export const describeThreshold = ({ rows }: ThresholdResult): Section => ({
  heading: 'How many sockets one object carries',
  text: [
    'The same even pace of ten messages a second, without relays: one object, which is one thread, writes to every socket. It is from here that rooms hand sockets to relays at a thousand, unless `RELAY_THRESHOLD` says otherwise.',
  ],
  rows: rows.map((row) => ({
    sockets: row.sockets,
    lost: row.lost,
    'p50 ms': row.p50Ms,
    'p99 ms': row.p99Ms,
    'longest ms': row.maxMs,
    'bytes per socket': row.bytesPerSocket,
  })),
  charts: [
    {
      ...BARS,
      title: 'From send to delivery in one object',
      unit: 'p99, milliseconds, less is better',
      groups: rows.map(({ sockets }) => `${sockets} sockets`),
      series: [{ name: 'p99', values: rows.map((row) => row.p99Ms) }],
    },
  ],
})

export const describeRevocation = ({ rows }: RevocationResult): Section => ({
  heading: 'Revocation',
  text: [
    'From sending the request that signs out, bans or takes a role away until the person’s open socket is closed, through the gateway, both databases and the objects, one after the other.',
  ],
  rows: rows.map((row) => ({
    cause: row.cause,
    'socket at': row.place,
    sockets: row.sockets,
    'p50 ms': row.p50Ms,
    'p99 ms': row.p99Ms,
    'longest ms': row.maxMs,
  })),
  charts: [
    pivot(
      rows,
      {
        ...BARS,
        title: 'From the request to the end of the socket',
        unit: 'p99, milliseconds, less is better',
      },
      {
        group: ({ place }: RevocationRow) => place,
        series: ({ cause }: RevocationRow) => cause,
        value: (row: RevocationRow) => row.p99Ms,
      },
    ),
  ],
})

export const describeDrain = ({ rows, messagesPerSecond, leftInOutbox }: DrainBenchmark): Section => ({
  heading: 'Drain',
  text: [
    `From the MySQL outbox to Postgres by the drainer objects, both engines writing durably: ${messagesPerSecond.toLocaleString('en')} messages a second, ${leftInOutbox} left behind.`,
  ],
  rows: rows.map((row, round) => ({
    round: round + 1,
    messages: row.messages,
    shards: row.shards,
    seconds: row.seconds,
    'messages/s': row.messagesPerSecond,
  })),
  charts: [
    {
      ...BARS,
      title: 'Drain',
      unit: 'messages a second, more is better',
      groups: rows.map((_, round) => `round ${round + 1}`),
      series: [{ name: 'drain', values: rows.map((row) => row.messagesPerSecond) }],
    },
  ],
})

export const describeFilter = ({ rows }: FilterResult): Section => ({
  heading: 'Word filter',
  text: [
    'One line of chat, checked against a list of words in the same process: ours, the package obscenity, and one regular expression of all words. Ours also sees through compatibility forms, diacritics and letters written as digits.',
  ],
  rows: rows.map((row) => ({
    filter: row.filter,
    rules: row.rules,
    'µs a line': row.meanMicroseconds,
    'p99 µs': row.p99Microseconds,
    'built in ms': row.buildMs,
    'share of lines that hit': row.hitShare,
  })),
  charts: [
    pivot(
      rows,
      { ...LOGARITHMIC, title: 'A check of one line', unit: 'mean, microseconds, less is better' },
      {
        group: ({ rules }) => `${rules.toLocaleString('en')} rules`,
        series: ({ filter }) => filter,
        value: ({ meanMicroseconds }) => meanMicroseconds,
      },
    ),
  ],
})

export const describeCost = ({ seconds, rows }: CostResult): Section => ({
  heading: 'Cost',
  text: [
    `US dollars for a million delivered messages, from what ${seconds} seconds of talk are counted to use and the prices in bench/cost/prices.ts. Everyone says one thing a minute, tells every ten seconds how far they have read, and stays for an hour. Requests, rows and time of the objects and statements of the databases are counted while it runs; the databases are priced by the processor time they take, at half use. What the plans include for nothing is not taken off.`,
  ],
  rows: rows.map(({ people, messages, usage, dollarsPerMillion }) => ({
    people,
    messages,
    deliveries: usage.deliveries,
    'object requests': Math.round(usage.objectRequests + usage.webSocketMessages / 20),
    'rows written': usage.rowsWritten,
    'rows read': usage.rowsRead,
    'GB-s': usage.gigabyteSeconds,
    'MySQL statements': usage.mysqlStatements,
    'Postgres statements': usage.postgresStatements,
    '$ per million': dollarsPerMillion.total,
  })),
  charts: [
    {
      title: 'Cost of a million delivered messages',
      unit: 'US dollars, less is better',
      kind: 'stacked bars',
      scale: 'linear',
      groups: rows.map(
        ({ people, dollarsPerMillion: { total } }) =>
          `room of ${people.toLocaleString('en')}: $${total.toPrecision(2)}`,
      ),
      series: (['connections', 'requests', 'duration', 'storage', 'outbox', 'record'] as const).map(
        (name) => ({
          name,
          values: rows.map(({ dollarsPerMillion }) => dollarsPerMillion[name]),
        }),
      ),
    },
  ],
})
