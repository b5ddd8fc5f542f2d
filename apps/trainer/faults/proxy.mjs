// A TCP connection that can stall, drop and come back, between the pipeline and its learner.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/** @returns the proxy's `port`; `stall` holds all bytes back, `drop` ends connections and takes no more, `mend` undoes both */
export async function startProxy(targetPort) {
  const sockets = new Set()
  let isOpen = true
  let isStalled = false
  const server = createServer(caller => {
    if (!isOpen) return caller.destroy()
    const target = connect(targetPort, '127.0.0.1')
    for (const [socket, other] of [[caller, target], [target, caller]]) {
      sockets.add(socket)
      socket.on('data', bytes => { other.write(bytes) })
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      if (isStalled) socket.pause()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: server.address().port,
    stall: () => {
      isStalled = true
      for (const socket of sockets) socket.pause()
    },
    drop: () => {
      isOpen = false
      for (const socket of sockets) socket.destroy()
    },
    mend: () => {
      isOpen = true
      isStalled = false
      for (const socket of sockets) socket.resume()
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
