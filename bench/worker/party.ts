import { type Connection, Server, type WSMessage } from 'partyserver'

/** The peer: partyserver as its users write a chat, with hibernation. */
export class Party extends Server {
  static override options = { hibernate: true }

  override onMessage(_connection: Connection, message: WSMessage): void {
    this.broadcast(message)
  }
}
