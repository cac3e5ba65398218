import { type ChildProcess, spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { confinement } from './confinement.ts'

const PROJECT = join(import.meta.dirname, '../..')
const CHILD = join(import.meta.dirname, 'child.ts')
/** Of the memory limit, what JavaScript's own objects may take; the rest is for buffers, the database and code. */
const HEAP_SHARE = 0.5
const BYTES_PER_MEGABYTE = 1_048_576

/** Starts the sandbox's process, in a process group of its own, with no environment but a time zone and no right but to read this
 *  project's code and to write one folder. Cells are read by DuckDB, native code that no such right governs.
 *  @param folder of the result tables */
export function startChild(memoryLimitBytes: number, folder: string | undefined): ChildProcess {
  const heapMegabytes = Math.ceil((memoryLimitBytes * HEAP_SHARE) / BYTES_PER_MEGABYTE)
  const { prefix } = confinement()
  const [command = '', ...words] = [
    ...prefix,
    process.execPath,
    '--permission',
    ...codeFolders().map(path => `--allow-fs-read=${path}`),
    ...(folder === undefined ? [] : [`--allow-fs-read=${folder}/*`, `--allow-fs-write=${folder}/*`]),
    // DuckDB is native code.
    '--allow-addons',
    // Records are written and hashed beside the replay.
    '--allow-worker',
    '--disallow-code-generation-from-strings',
    '--experimental-vm-modules',
    '--no-warnings',
    '--disable-proto=delete',
    `--max-old-space-size=${heapMegabytes}`,
    CHILD,
  ]
  return spawn(command, words, {
    cwd: '/',
    // Dates read the same on every machine.
    env: { TZ: 'UTC' },
    detached: true,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}

/** Where the code of the project and of what it depends on lies, symbolic links followed and not. */
function codeFolders(): string[] {
  const own = ['engine', 'pipelines', 'sql', 'package.json'].map(name => join(PROJECT, name))
  const { resolve } = createRequire(import.meta.url)
  const packages = ['@duckdb/node-api', 'zod'].map(name => {
    const path = resolve(name)
    return path.slice(0, path.lastIndexOf('node_modules') + 'node_modules'.length)
  })
  const folders = [...own, join(PROJECT, 'node_modules'), ...packages]
  return [...new Set(folders.flatMap(path => [path, real(path)]))].map(path =>
    path.endsWith('.json') ? path : `${path}/*`,
  )
}

function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
