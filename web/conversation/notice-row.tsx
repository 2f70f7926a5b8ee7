import { formatDateTime } from './format-time.ts'
import type { Notice } from './timeline.ts'

type Of<Type extends Notice['type']> = Extract<Notice, { type: Type }>

function Membership({ notice: { member, change, role, author } }: { notice: Of<'membership'> }) {
  const name = <bdi>{member.name}</bdi>
  if (change === 'removed') {
    return (
      <>
        {author && <bdi>{author.name}</bdi>} removed {name}
      </>
    )
  }
  if (change === 'role') {
    return (
      <>
        {name} is now {role === 'member' ? 'a member' : role === 'owner' ? 'an owner' : 'a moderator'}
      </>
    )
  }
  return (
    <>
      {name} {change}
    </>
  )
}

function Moderation({ notice: { author, member, action, until } }: { notice: Of<'moderation'> }) {
  return (
    <>
      <bdi>{author.name}</bdi> {action} <bdi>{member.name}</bdi>
      {until !== null && action === 'muted' && ` until ${formatDateTime(until)}`}
    </>
  )
}

function RoomChange({ notice: { author, change, name, topic } }: { notice: Of<'room'> }) {
  const who = <bdi>{author.name}</bdi>
  if (change === 'renamed') {
    return (
      <>
        {who} renamed the room to <bdi>{name}</bdi>
      </>
    )
  }
  if (change === 'topic') {
    return topic === undefined ? (
      <>{who} removed the topic</>
    ) : (
      <>
        {who} set the topic: <bdi>{topic}</bdi>
      </>
    )
  }
  return (
    <>
      {who} {change} the room
    </>
  )
}

export function NoticeRow({ notice }: { notice: Notice }) {
  return (
    <li className="notice-row muted">
      {notice.type === 'membership' && <Membership notice={notice} />}
      {notice.type === 'moderation' && <Moderation notice={notice} />}
      {notice.type === 'room' && <RoomChange notice={notice} />}
    </li>
  )
}
