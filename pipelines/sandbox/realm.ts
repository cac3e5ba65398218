import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import vm from 'node:vm'
import { RealmModuleError } from './realm-module-error.ts'
import { syntaxPlaceOf } from './syntax-place.ts'

/** Gives the text of a file beside a custom module, by its full path. */
export type ReadModule = (path: string) => Promise<string>

const PROJECT = join(import.meta.dirname, '../..')
const ENGINE = join(PROJECT, 'engine')
const ENGINE_FACE = join(ENGINE, 'index.ts')
const BOUNDARY = join(import.meta.dirname, 'realm')
const ZOD_FACE = fileURLToPath(import.meta.resolve('zod'))
const ZOD = dirname(ZOD_FACE)
const FILES_MAX = 100
const TEXT_MAX = 1_000_000

/** A JavaScript realm without any of Node: its own copies of the language's objects, of the engine and of zod, and
 *  the custom module with the files beside it. What it exports are objects of the realm: they must not be awaited,
 *  printed or looked into, since any of that may run custom code. */
export class Realm {
  readonly #context: vm.Context
  readonly #modules = new Map<string, vm.SourceTextModule>()
  /** Folder of the custom module; files below it may be imported by it. */
  readonly #folder: string
  readonly #read: ReadModule
  #customFiles = 0
  #importsAtRunTime = 0

  /** @param folder of the custom module */
  constructor(folder: string, read: ReadModule) {
    this.#folder = folder
    this.#read = read
    this.#context = vm.createContext(vm.constants.DONT_CONTEXTIFY, {
      name: 'custom',
      codeGeneration: { strings: false, wasm: false },
      // What a promise calls never runs between the events of a replay.
      microtaskMode: 'afterEvaluate',
    })
  }

  /** Whether custom code used `import()`, which never gives anything. */
  get importsAtRunTime(): number {
    return this.#importsAtRunTime
  }

  /** Evaluates a module of the boundary, in the realm. */
  async openBoundary(name: string): Promise<vm.SourceTextModule> {
    const module = this.#project(join(BOUNDARY, name))
    if (module.status === 'unlinked') await this.#link(module)
    await module.evaluate()
    return module
  }

  /** Compiles the custom module and finds what it imports; none of it runs. @throws RealmModuleError */
  async linkCustom(path: string, text: string): Promise<vm.SourceTextModule> {
    try {
      const module = this.#custom(path, text)
      await this.#link(module)
      return module
    } catch (error) {
      throw error instanceof RealmModuleError
        ? error
        : new RealmModuleError(messageOf(error), { cause: error })
    }
  }

  async #link(module: vm.SourceTextModule): Promise<void> {
    await module.link(async (specifier, referrer) => await this.#resolve(specifier, referrer.identifier))
  }

  async #resolve(specifier: string, referrer: string): Promise<vm.SourceTextModule> {
    if (specifier === 'zod') return this.#project(ZOD_FACE)
    const isPath = specifier.startsWith('.') || specifier.startsWith('/')
    const path = isPath ? resolve(dirname(referrer), specifier) : ''
    const isOwn = isBelow(referrer, ENGINE) || isBelow(referrer, BOUNDARY) || isBelow(referrer, ZOD)
    if (isOwn && !this.#isCustom(referrer)) return this.#project(path)
    if (path === ENGINE_FACE) return this.#project(path)
    if (isPath && isBelow(path, this.#folder)) {
      return this.#modules.get(customKey(path)) ?? this.#custom(path, await this.#read(path))
    }
    throw new RealmModuleError(
      `${referrer} imports ${JSON.stringify(specifier)}, which there is not: there is 'zod', the engine's ` +
        `index.ts, and what lies beside the module`,
    )
  }

  #isCustom(path: string): boolean {
    return this.#modules.has(customKey(path))
  }

  #project(path: string): vm.SourceTextModule {
    const known = this.#modules.get(path)
    if (known !== undefined) return known
    const isProject = isBelow(path, ENGINE) || isBelow(path, BOUNDARY) || isBelow(path, ZOD)
    if (!isProject) throw new RealmModuleError(`${path} is not for custom code`)
    const module = this.#compiled(path, readFileSync(path, 'utf8'))
    this.#modules.set(path, module)
    return module
  }

  #custom(path: string, text: string): vm.SourceTextModule {
    if (++this.#customFiles > FILES_MAX)
      throw new RealmModuleError(`it consists of more than ${FILES_MAX} files`)
    if (text.length > TEXT_MAX) throw new RealmModuleError(`${path} is larger than ${TEXT_MAX} characters`)
    try {
      const module = this.#compiled(path, text)
      this.#modules.set(customKey(path), module)
      return module
    } catch (error) {
      throw new RealmModuleError(`${placeIn(path, text)}${messageOf(error)}`, { cause: error })
    }
  }

  #compiled(path: string, text: string): vm.SourceTextModule {
    return new vm.SourceTextModule(path.endsWith('.ts') ? stripTypeScriptTypes(text) : text, {
      identifier: path,
      context: this.#context,
      // A refusal would be an object from outside; what never comes is none.
      importModuleDynamically: () => {
        this.#importsAtRunTime++
        return new Promise<never>(() => {})
      },
    })
  }
}

/** Where a text is no module. Errors of a realm do not tell, so it is read once more by what reads TypeScript, of which
 *  JavaScript is a part; none of it runs. */
function placeIn(path: string, text: string): string {
  try {
    stripTypeScriptTypes(text)
    return ''
  } catch (error) {
    const { line } = error instanceof Error ? syntaxPlaceOf(error) : { line: 0 }
    return line === 0 ? '' : `line ${line} of ${path}: `
  }
}

/** Of an error of the compiler, which may be one of the realm. */
function messageOf(error: unknown): string {
  const isError = typeof error === 'object' && error !== null && 'message' in error
  return isError && typeof error.message === 'string' ? error.message : 'it cannot be compiled'
}

/** Custom files are kept apart from the project's, even those of the same name. */
function customKey(path: string): string {
  return `custom ${path}`
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder + sep)
}
