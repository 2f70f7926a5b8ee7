import type { Author } from '#sdk/index.ts'
import type { ConversationState } from './conversation-state.ts'

/** Everyone whose name is known here: oneself, members, and who has spoken. */
export function listPeople(
  { members, timeline }: Pick<ConversationState, 'members' | 'timeline'>,
  { id, name }: Author,
): Author[] {
  const people = new Map<string, Author>([[id, { id, name }]])
  for (const { author } of timeline.messages) people.set(author.id, author)
  for (const member of members) people.set(member.id, member)
  return [...people.values()]
}
