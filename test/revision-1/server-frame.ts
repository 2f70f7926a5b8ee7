import * as z from 'zod'

/**
 * What the room sent in revision 1 of the protocol, as its clients parse it: a copy that never changes. Strict about the kinds
 * of events and their choices; fields that it does not know it overlooks, as REV1 asks of every client.
 */
const position = z.object({ epoch: z.int().min(1), seq: z.int().min(0) })
const author = z.object({ id: z.uuid(), name: z.string() })
const logged = { epoch: z.int().min(1), seq: z.int().min(0), at: z.int().min(0) }
const role = z.enum(['owner', 'moderator', 'member'])

const welcome = z.object({
  type: z.literal('welcome'),
  protocol: z.literal('sentinel.v1'),
  resume: z.enum(['replay', 'resync', 'fresh']),
  head: position,
  now: z.int().min(0),
  you: author,
  role,
  room: z.object({ id: z.uuid(), name: z.string() }),
})

const ack = z.object({ ...logged, type: z.literal('ack'), id: z.uuidv7(), text: z.string().optional() })

const error = z.object({
  type: z.literal('error'),
  code: z.string(),
  retryable: z.boolean(),
  message: z.string(),
  id: z.string().optional(),
  retryAfterMs: z.int().min(0).optional(),
})

const message = z.object({
  ...logged,
  type: z.literal('message'),
  id: z.uuidv7(),
  author,
  text: z.string(),
  editedAt: z.int().min(0).optional(),
  deletedAt: z.int().min(0).optional(),
})

const edited = z.object({
  ...logged,
  type: z.literal('edited'),
  id: z.uuidv7(),
  author,
  target: position,
  text: z.string(),
})

const deleted = z.object({ ...logged, type: z.literal('deleted'), id: z.uuidv7(), author, target: position })

const membership = z.object({
  ...logged,
  type: z.literal('membership'),
  member: author,
  change: z.enum(['joined', 'left']),
  role,
})

const room = z.object({
  ...logged,
  type: z.literal('room'),
  author,
  change: z.enum(['created', 'renamed', 'archived']),
  name: z.string(),
})

export const serverFrame1 = z.array(
  z.discriminatedUnion('type', [welcome, ack, error, message, edited, deleted, membership, room]),
)
export type ServerEvent1 = z.infer<typeof serverFrame1>[number]
