import { holdConversation } from './hold-conversation.ts'

const [, , origin = 'http://127.0.0.1:8787'] = process.argv

try {
  const count = await holdConversation(origin)
  console.log(`${count} messages were said and heard.`)
  process.exit(0)
} catch (error) {
  console.error(error instanceof Error ? error.message : 'failed')
  process.exit(1)
}
