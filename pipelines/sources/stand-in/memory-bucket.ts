import { checksumsOf } from './checksums.ts'
import { compareNames, type StoredBucket, type StoredObject, turnstile } from './stored-bucket.ts'

/** Generations look like real ones: microseconds since 1970. */
const FIRST_GENERATION = 1_700_000_000_000_000n

/** A bucket that lives as long as the process. */
export function memoryBucket(): StoredBucket {
  const objects = new Map<string, StoredObject>()
  let generation = FIRST_GENERATION
  return {
    list: async () => [...objects.values()].sort((left, right) => compareNames(left.name, right.name)),
    find: async name => objects.get(name),
    async put(name, bytes, settings) {
      generation++
      const stored: StoredObject = {
        ...settings,
        name,
        generation: String(generation),
        metageneration: 1,
        sizeBytes: bytes.length,
        updated: new Date(),
        read: async (start, end) => bytes.subarray(start, end),
        checksums: async () => checksumsOf(bytes),
      }
      objects.set(name, stored)
      return stored
    },
    async describe(name, settings) {
      const stored = objects.get(name)
      if (stored === undefined) return undefined
      const described = { ...stored, ...settings, metageneration: stored.metageneration + 1 }
      objects.set(name, described)
      return described
    },
    async remove(name) {
      objects.delete(name)
    },
    exclusively: turnstile(),
  }
}
