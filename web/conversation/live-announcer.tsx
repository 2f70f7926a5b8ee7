import type { Message } from '#sdk/index.ts'

/** Reads out what others say as it arrives; history that is loaded later stays silent. */
export function LiveAnnouncer({ incoming }: { incoming: Message | null }) {
  return (
    <div className="visually-hidden" role="log" aria-live="polite" aria-label="New messages">
      {incoming && (
        <p key={incoming.id}>
          {incoming.author.name}: {incoming.text}
        </p>
      )}
    </div>
  )
}
