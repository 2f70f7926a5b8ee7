import type { Session } from '#durable-objects/sockets/session.ts'
import type { LogOperation } from '#schema/wire/client/frame.ts'
import type { Position } from '#schema/wire/ids.ts'
import type { FrameProgress, Operation } from './operation.ts'

type Of<T extends LogOperation['type']> = Extract<LogOperation, { type: T }>

const NOBODY: readonly string[] = []

const encodeTarget = ({ epoch, seq }: { epoch: number; seq: number }) =>
  `"target":{"epoch":${epoch},"seq":${seq}}`

type Texts = { text: string; mentions: readonly string[] | undefined }
type Accepted = Texts & { threadSeq: number | null; frame: FrameProgress }

/** The change that a client's event asks for; `text` is what the word filter let through. */
export function buildOperation(
  session: Session,
  event: LogOperation,
  { text, mentions, threadSeq, frame }: Accepted,
): Operation {
  const { actor, authorJson } = session
  const maskedText = !('text' in event) || event.text === text ? null : text
  const common = {
    actorId: actor.userId,
    clientId: event.id,
    maskedText,
    mentioned: event.type === 'send' && mentions ? mentions : NOBODY,
    frames: [frame],
    askers: [session],
    settle: null,
  }
  const start = `,"id":"${event.id}","author":${authorJson}`
  switch (event.type) {
    case 'send':
      return { ...common, ...describeMessage(event, start, { text, mentions }) }
    case 'edit':
      return { ...common, ...describeEdit(event, start, { text, mentions }) }
    case 'delete':
      return { ...common, ...describeDeletion(event, start, threadSeq) }
    case 'react':
      return { ...common, ...describeReaction(event, start, actor.userId) }
    case 'pin':
      return { ...common, ...describePin(event, start) }
  }
}

const encodePosition = (name: string, at: Position | undefined) =>
  at === undefined ? '' : `,"${name}":{"epoch":${at.epoch},"seq":${at.seq}}`

const encodeMentions = (mentions: readonly string[] | undefined) =>
  mentions === undefined ? '' : `,"mentions":${JSON.stringify(mentions)}`

const describeMessage = ({ replyTo, thread }: Of<'send'>, start: string, { text, mentions }: Texts) => ({
  type: 'message' as const,
  tail: `${start},"text":${JSON.stringify(text)}${encodePosition('replyTo', replyTo)}${encodePosition('thread', thread)}${encodeMentions(mentions)}}`,
  effect: thread === undefined ? null : { type: 'replied' as const, threadSeq: thread.seq },
})

const describeReaction = ({ target, emoji, on }: Of<'react'>, start: string, userId: string) => ({
  type: 'reaction' as const,
  tail: `${start},${encodeTarget(target)},"emoji":${JSON.stringify(emoji)},"change":"${on ? 'added' : 'removed'}"}`,
  effect: { type: 'reacted' as const, targetSeq: target.seq, userId, emoji, on },
})

const describePin = ({ target, on }: Of<'pin'>, start: string) => ({
  type: 'pin' as const,
  tail: `${start},${encodeTarget(target)},"change":"${on ? 'pinned' : 'unpinned'}"}`,
  effect: { type: 'pinned' as const, targetSeq: target.seq, on },
})

const describeEdit = (event: Of<'edit'>, start: string, { text, mentions }: Texts) => ({
  type: 'edited' as const,
  tail: `${start},${encodeTarget(event.target)},"text":${JSON.stringify(text)}${encodeMentions(mentions)}}`,
  effect: { type: 'edited' as const, targetSeq: event.target.seq },
})

const describeDeletion = (event: Of<'delete'>, start: string, threadSeq: number | null) => ({
  type: 'deleted' as const,
  tail: `${start},${encodeTarget(event.target)}}`,
  effect: { type: 'deleted' as const, targetSeq: event.target.seq, threadSeq },
})
