import { createServer } from 'node:http'
import { Server } from 'socket.io'

/** The peer: socket.io, which sends each message to everyone. */
const http = createServer()
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false })
io.on('connection', (socket) => {
  socket.on('message', (message: unknown) => io.emit('message', message))
})
http.listen(Number(process.argv[2]), '127.0.0.1', () => process.send?.('ready'))
process.on('disconnect', () => process.exit(0))
