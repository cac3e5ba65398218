import type { AddressInfo } from 'node:net'
import { ServiceAddressError } from '../errors.ts'
import { type CreatedService, createService } from './create-service.ts'
import type { ServiceSettings } from './service-settings.ts'

/** A service that answers. */
export interface StartedService extends CreatedService {
  readonly url: string
}

/** Starts the service. @throws ServiceAddressError, ServiceStateTakenError */
export async function startService(settings: ServiceSettings): Promise<StartedService> {
  const created = await createService(settings)
  const { host, port } = settings
  try {
    await created.app.listen({ host, port })
  } catch (error) {
    await created.close()
    const { code, message } = error as NodeJS.ErrnoException
    const problem = code === 'EADDRINUSE' ? 'the port is taken' : message
    throw new ServiceAddressError({ host, port, problem }, error)
  }
  const address = created.app.server.address() as AddressInfo
  const shown = host.includes(':') ? `[${host}]` : host
  return { ...created, url: `http://${shown}:${address.port}` }
}
