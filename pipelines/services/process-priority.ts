import { constants, setPriority } from 'node:os'

/** Puts a process below the service's own priority: requests come before runs and queries. */
export function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It has ended already, or the system forbids it: it goes on as it is.
  }
}
