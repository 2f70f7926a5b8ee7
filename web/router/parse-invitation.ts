import { roomId } from '#schema/wire/ids.ts'

export type InvitationLink = { roomId: string; secret: string }

/** `#/join/<room>/<secret>`: the secret stands in the fragment, which browsers keep to themselves. */
export function parseInvitation(hash: string): InvitationLink | null {
  const [, id, secret] = /^#\/join\/([^/]+)\/([A-Za-z0-9_-]{20,100})$/.exec(hash) ?? []
  const parsed = roomId.safeParse(id)
  return parsed.success && secret !== undefined ? { roomId: parsed.data, secret } : null
}
