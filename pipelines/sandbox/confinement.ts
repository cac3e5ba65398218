import { spawnSync } from 'node:child_process'

/** What the operating system adds around the sandbox's process, as far as this machine has it. */
export interface Confinement {
  /** Words that go before the command. */
  readonly prefix: readonly string[]
  readonly hasNoNetwork: boolean
}

/** A network namespace of its own has no network at all; it needs user namespaces, which some machines forbid. */
const NO_NETWORK = ['unshare', '--map-root-user', '--net', '--']
/** No privileges to be gained, none kept, and no life of its own once the process that started it is gone. */
const NO_PRIVILEGES = ['setpriv', '--no-new-privs', '--bounding-set=-all', '--pdeathsig', 'KILL', '--']
const DIES_WITH_PARENT = ['setpriv', '--no-new-privs', '--pdeathsig', 'KILL', '--']

const PROBE_TIMEOUT_MS = 5_000

let probed: Confinement | undefined

/** Finds out once what this machine has. */
export function confinement(): Confinement {
  probed ??= probe()
  return probed
}

function probe(): Confinement {
  if (process.platform !== 'linux') return { prefix: [], hasNoNetwork: false }
  if (runs([...NO_NETWORK, ...NO_PRIVILEGES])) {
    return { prefix: [...NO_NETWORK, ...NO_PRIVILEGES], hasNoNetwork: true }
  }
  if (runs(NO_NETWORK)) return { prefix: NO_NETWORK, hasNoNetwork: true }
  return { prefix: runs(DIES_WITH_PARENT) ? DIES_WITH_PARENT : [], hasNoNetwork: false }
}

function runs(prefix: readonly string[]): boolean {
  const [command = '', ...words] = [...prefix, 'true']
  return spawnSync(command, words, { stdio: 'ignore', timeout: PROBE_TIMEOUT_MS }).status === 0
}
