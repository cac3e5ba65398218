import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Folders of the project that hold source files; others (dependencies, build output) are not ours to judge. */
export const ZONES = ['sql', 'engine', 'pipelines', 'site', 'notebooks', 'bench'] as const
export type Zone = (typeof ZONES)[number]

export interface SourceFile {
  /** Relative to the project's root, with forward slashes. */
  readonly path: string
  readonly zone: Zone
  readonly text: string
}

const GENERATED = /(^|\/)(node_modules|dist|\.observablehq|\.odum)(\/|$)/

/** All files of the zones with one of these endings. */
export function sourceFiles(endings: readonly string[]): SourceFile[] {
  return ZONES.flatMap(zone =>
    filesBelow(zone)
      .filter(path => endings.some(ending => path.endsWith(ending)) && !GENERATED.test(path))
      .map(path => ({ path, zone, text: readFileSync(join(ROOT, path), 'utf8') })),
  )
}

/** Paths of all folders of the zones. */
export function sourceFolders(): string[] {
  return [...new Set(ZONES.flatMap(filesBelow).map(path => dirname(path)))].filter(
    path => !GENERATED.test(path),
  )
}

function filesBelow(zone: string): string[] {
  try {
    return readdirSync(join(ROOT, zone), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name).slice(ROOT.length).replaceAll('\\', '/'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** `from '…'`, `import '…'` and `import('…')`. */
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\1/g

/** The specifiers a module imports, in the order in which they stand; comments do not count. */
export function importSpecifiers(text: string): string[] {
  return [...withoutComments(text).matchAll(SPECIFIER)].map(match => match[2] ?? '')
}

/** The project's file a relative specifier names, or undefined for a package. */
export function importedPath(importer: string, specifier: string): string | undefined {
  return specifier.startsWith('.')
    ? normalize(join(dirname(importer), specifier)).replaceAll('\\', '/')
    : undefined
}

/** The text without `//` and block comments; strings and templates stay as they are. */
export function withoutComments(text: string): string {
  return text.replace(
    /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (_match, literal: string | undefined) => literal ?? ' ',
  )
}
