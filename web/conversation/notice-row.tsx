import type { Notice } from './timeline.ts'

function Sentence({ notice }: { notice: Notice }) {
  if (notice.type === 'membership') {
    return (
      <>
        <bdi>{notice.member.name}</bdi> {notice.change}
      </>
    )
  }
  if (notice.change !== 'renamed') {
    return (
      <>
        <bdi>{notice.author.name}</bdi> {notice.change} the room
      </>
    )
  }
  return (
    <>
      <bdi>{notice.author.name}</bdi> renamed the room to <bdi>{notice.name}</bdi>
    </>
  )
}

export function NoticeRow({ notice }: { notice: Notice }) {
  return (
    <li className="notice-row muted">
      <Sentence notice={notice} />
    </li>
  )
}
