import { createFakeWorld } from './fake-world.ts'

export const OTHER = { id: '01900000-0000-7000-8000-000000000002', name: 'Bo' }

/** A world with one open connection; `say` lets someone else say something. */
export async function openRoom() {
  const world = createFakeWorld()
  const connection = world.connect()
  const seen: string[] = []
  connection.on('message', ({ text }) => seen.push(text))
  connection.open()
  await world.settle()
  const say = (text: string) =>
    world.network.broadcast([
      world.room.append({ type: 'send', id: world.platform.mintId(world.room.now), text }, OTHER),
    ])
  return { world, connection, seen, say }
}
