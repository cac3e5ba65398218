import { mkdir, rm } from 'node:fs/promises'
import { createConnection, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { ServiceStateTakenError } from '../errors.ts'

/** Holds the state folder for this process: a socket in it, which the system closes however the process ends.
 *  @throws ServiceStateTakenError where another service holds it */
export async function lockState(folder: string): Promise<AsyncDisposable> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'service.sock')
  if (await isAnswered(path)) throw new ServiceStateTakenError({ folder })
  await rm(path, { force: true })
  const server = createServer(socket => socket.destroy())
  await listen(server, path)
  // The lock alone keeps no process alive.
  server.unref()
  return {
    [Symbol.asyncDispose]: () => new Promise(resolve => server.close(() => resolve())),
  }
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createConnection(path)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
}
