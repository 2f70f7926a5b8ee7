/** Stands before the first message that was not read when the room was opened. */
export function UnreadRow() {
  return (
    <li className="unread-row" data-unread>
      <span>New messages</span>
    </li>
  )
}
