import type { ClientEvent, LogOperation } from '#schema/wire/client/frame.ts'
import type { FrameProgress, Operation } from './operation.ts'
import type { Session } from './session.ts'

type Of<T extends ClientEvent['type']> = Extract<LogOperation, { type: T }>

const encodeTarget = ({ epoch, seq }: { epoch: number; seq: number }) =>
  `"target":{"epoch":${epoch},"seq":${seq}}`

/** The change that a client's event asks for; `text` is what the word filter let through. */
export function buildOperation(
  session: Session,
  event: LogOperation,
  { text, frame }: { text: string; frame: FrameProgress },
): Operation {
  const { actor, authorJson } = session
  const maskedText = event.type === 'delete' || event.text === text ? null : text
  const common = {
    actorId: actor.userId,
    clientId: event.id,
    maskedText,
    frames: [frame],
    askers: [session],
    settle: null,
  }
  const start = `,"id":"${event.id}","author":${authorJson}`
  switch (event.type) {
    case 'send':
      return { ...common, type: 'message', tail: `${start},"text":${JSON.stringify(text)}}`, effect: null }
    case 'edit':
      return { ...common, ...describeEdit(event, start, text) }
    case 'delete':
      return { ...common, ...describeDeletion(event, start) }
  }
}

const describeEdit = (event: Of<'edit'>, start: string, text: string) => ({
  type: 'edited' as const,
  tail: `${start},${encodeTarget(event.target)},"text":${JSON.stringify(text)}}`,
  effect: { type: 'edited' as const, targetSeq: event.target.seq },
})

const describeDeletion = (event: Of<'delete'>, start: string) => ({
  type: 'deleted' as const,
  tail: `${start},${encodeTarget(event.target)}}`,
  effect: { type: 'deleted' as const, targetSeq: event.target.seq },
})
