import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { RawData } from './raw-data.ts'

/** 23 hours of trades and snapshots: 69 cell files. */
export const HOURS = ['00:00', '23:00'] as const

/** What a converting process of the tests is told, as JSON in its argument. */
export interface ChildOrder {
  readonly rawRoot: string
  /** One conversion each, one after another. */
  readonly catalogRoots: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly refresh: boolean
  /** Files that say who is ready for which conversion: `<folder>/<who>-<index>`. */
  readonly meeting?: { readonly folder: string; readonly who: string; readonly other: string }
}

/** Converts as it is told. Run as a process of its own, so that it can be killed or race with another. */
export async function convertAsTold(order: ChildOrder): Promise<void> {
  const raw = new RawData()
  raw.remove()
  for (const [index, catalogRoot] of order.catalogRoots.entries()) {
    Object.assign(raw, { rawRoot: order.rawRoot, catalogRoot })
    if (order.meeting !== undefined) {
      const { folder, who, other } = order.meeting
      writeFileSync(`${folder}/${who}-${index}`, '')
      while (!existsSync(`${folder}/${other}-${index}`)) await sleep(1)
    }
    process.stdout.write(`begin ${index}\n`)
    await raw.convert(HOURS, {
      dataTypes: ['trades', 'book_snapshot_5'],
      env: { ...process.env, ...order.env },
      refresh: order.refresh,
    })
  }
  process.stdout.write('done\n')
}

if (import.meta.main) await convertAsTold(JSON.parse(process.argv[2] ?? '') as ChildOrder)
