import { type WebSocket, WebSocketServer } from 'ws'

/** The peer: a Node process that sends each message to everyone. */
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.argv[2]),
  perMessageDeflate: false,
})
const sockets = new Set<WebSocket>()
server.on('connection', (socket) => {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
  socket.on('message', (message) => {
    for (const other of sockets) other.send(message, { binary: false })
  })
})
server.on('listening', () => process.send?.('ready'))
process.on('disconnect', () => process.exit(0))
