import type { Author } from '#sdk/index.ts'
import type { ConversationState } from './conversation-state.ts'

/** Everyone whose name is known here: members, and who has spoken. */
export function listPeople({ members, timeline }: Pick<ConversationState, 'members' | 'timeline'>): Author[] {
  const people = new Map(timeline.messages.map(({ author }) => [author.id, author]))
  for (const member of members) people.set(member.id, member)
  return [...people.values()]
}
