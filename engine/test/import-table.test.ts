import { describe, expect, test } from 'vitest'
import {
  importedPath,
  importSpecifiers,
  type SourceFile,
  sourceFiles,
  sourceFolders,
  withoutComments,
  type Zone,
} from './source-files.ts'

/** What each zone may import from the project. The direction is the architecture: see the README. */
const MAY_IMPORT: Readonly<Record<Zone, readonly Zone[]>> = {
  sql: [],
  engine: ['engine'],
  pipelines: ['pipelines', 'engine'],
  site: ['site', 'pipelines'],
  notebooks: ['notebooks', 'site', 'pipelines'],
  bench: ['bench', 'pipelines', 'engine'],
}

/** The parts of pipelines that only read results and the catalog: what pages and notebooks may use. */
const READ_ONLY = /^pipelines\/(catalog|config|database|results|version\.ts|errors\.ts)/

/** Clocks, randomness and the outside world, none of which the engine may know. */
const AMBIENT =
  /\b(?:Date\.now|new Date\b|Date\(|Math\.random|performance\.now|process\.|globalThis\.|setTimeout|setInterval|setImmediate|queueMicrotask|fetch\(|crypto\.|require\()/

const modules = sourceFiles(['.ts', '.tsx', '.mts', '.js', '.mjs'])
const isTest = ({ path }: SourceFile): boolean => path.endsWith('.test.ts') || path.includes('/test/')
const zoneOf = (path: string): string => path.split('/')[0] ?? ''

describe('import table', () => {
  test('modules were found in every zone that has any', () => {
    expect(new Set(modules.map(({ zone }) => zone))).toContain('engine')
    expect(modules.filter(({ zone }) => zone === 'pipelines').length).toBeGreaterThan(50)
  })

  test('each zone imports only what its row allows', () => {
    const offences = modules.flatMap(file =>
      importSpecifiers(file.text).flatMap(specifier => {
        const target = importedPath(file.path, specifier)
        if (target === undefined || isTest(file)) return []
        const allowed = MAY_IMPORT[file.zone]
        if (!allowed.includes(zoneOf(target) as Zone)) {
          return [`${file.path} imports ${target}; ${file.zone}/ may import ${allowed.join(', ')}`]
        }
        const reads = file.zone === 'site' || file.zone === 'notebooks'
        if (reads && zoneOf(target) === 'pipelines' && !READ_ONLY.test(target)) {
          return [`${file.path} imports ${target}, which does more than read`]
        }
        return []
      }),
    )
    expect(offences).toEqual([])
  })

  test('nobody imports site/ or notebooks/ but they themselves', () => {
    const offences = modules.flatMap(file =>
      importSpecifiers(file.text)
        .map(specifier => importedPath(file.path, specifier))
        .filter(target => target !== undefined && /^(site|notebooks)\//.test(target))
        .filter(target => zoneOf(target ?? '') !== file.zone && file.zone !== 'notebooks')
        .map(target => `${file.path} imports ${target}`),
    )
    expect(offences).toEqual([])
  })

  test('the engine uses no package but zod', () => {
    const offences = modules
      .filter(file => file.zone === 'engine' && !isTest(file))
      .flatMap(file =>
        importSpecifiers(file.text)
          .filter(specifier => !specifier.startsWith('.') && !/^zod(\/|$)/.test(specifier))
          .map(specifier => `${file.path} imports ${specifier}`),
      )
    expect(offences).toEqual([])
  })

  test('the engine knows no clock, no chance and no outside', () => {
    const offences = modules
      .filter(file => file.zone === 'engine' && !isTest(file))
      .flatMap(file => {
        const found = AMBIENT.exec(withoutComments(file.text))
        return found === null ? [] : [`${file.path} uses ${found[0]}`]
      })
    expect(offences).toEqual([])
  })

  test('no imports form a cycle, not even of types alone', () => {
    expect(findCycle(new Map(modules.map(file => [file.path, targetsOf(file)])))).toBeUndefined()
  })
})

describe('tidy', () => {
  test('sql/ holds SQL alone', () => {
    expect(sourceFiles(['']).filter(file => file.zone === 'sql' && !file.path.endsWith('.sql'))).toEqual([])
  })

  test('one index.ts per public zone, none elsewhere', () => {
    const indexes = modules.map(({ path }) => path).filter(path => path.endsWith('/index.ts'))
    expect(indexes.filter(path => path.split('/').length !== 2)).toEqual([])
  })

  test('no folder is a drawer for everything', () => {
    const drawer = /(^|\/)(utils?|helpers?|commons?|managers?|base|misc|lib|shared)(\/|$)/
    expect(sourceFolders().filter(path => drawer.test(path))).toEqual([])
  })

  test('no file is named after a drawer', () => {
    const drawer = /(^|[/-])(utils?|helpers?|misc|stuff)\.ts$/
    expect(modules.map(({ path }) => path).filter(path => drawer.test(path))).toEqual([])
  })

  test('files hold one idea: at most 400 lines', () => {
    const long = [...modules, ...sourceFiles(['.sql'])]
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > 400)
      // The error table is one list, as long as there are errors.
      .filter(({ path }) => path !== 'pipelines/errors.ts')
    expect(long).toEqual([])
  })

  test('nothing is left for later, and no test is singled out', () => {
    const marks = new RegExp(`\\b(${['TO', 'FIX', 'XX'].join('|')})(DO|ME|X)\\b|\\.(only)\\(`)
    const offences = [...modules, ...sourceFiles(['.sql', '.md', '.css'])].flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => (marks.test(line) ? [`${path}:${index + 1} ${line}`] : [])),
    )
    expect(offences).toEqual([])
  })
})

describe('the scanner', () => {
  test('sees every form of import and no comment', () => {
    const text = [
      `import a from './a.ts'`,
      `import type { B } from "./b.ts"`,
      `import {\n  c,\n} from './c.ts'`,
      `export * from './d.ts'`,
      `import './e.ts'`,
      `const f = await import('./f.ts')`,
      `// import h from './h.ts'`,
      `/* import i from './i.ts' */`,
      `const url = 'http://j.example/x'`,
    ].join('\n')
    const names = ['a', 'b', 'c', 'd', 'e', 'f'].map(name => `./${name}.ts`)
    expect(importSpecifiers(text)).toEqual(names)
  })

  test('finds a cycle and names its files', () => {
    const graph = { a: ['b'], b: ['c'], c: ['b', 'd'], d: [] }
    expect(findCycle(new Map(Object.entries(graph)))).toEqual(['b', 'c', 'b'])
  })
})

function targetsOf(file: SourceFile): string[] {
  return importSpecifiers(file.text).flatMap(specifier => importedPath(file.path, specifier) ?? [])
}

/** One cycle as a path whose first file is its last, or undefined. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>()
  const trail: string[] = []
  const visit = (path: string): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return undefined
    trail.push(path)
    for (const target of graph.get(path) ?? []) {
      const cycle = visit(target)
      if (cycle !== undefined) return cycle
    }
    trail.pop()
    done.add(path)
    return undefined
  }
  for (const path of graph.keys()) {
    const cycle = visit(path)
    if (cycle !== undefined) return cycle
  }
  return undefined
}
