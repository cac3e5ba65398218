/** The part of a JSON Schema that the table tells of. */
interface KeySchema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly string[]
  readonly const?: string
  readonly anyOf?: readonly KeySchema[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, KeySchema>>
  readonly items?: KeySchema
  readonly additionalProperties?: boolean | KeySchema
}

/** Describes every key of a configuration as a Markdown table: key, what it may hold, default, meaning.
 *  @param schema the JSON Schema of `configJsonSchema` */
export function keyTable(schema: object): string {
  const rows = [...keyRows(schema as KeySchema, '', schema as KeySchema)]
  return ['| key | holds | default | meaning |', '|---|---|---|---|', ...rows].join('\n')
}

/** @param told keys that another section tells of: a list of instruments has those of `instrument` */
function* keyRows(schema: KeySchema, prefix: string, root: KeySchema, told?: KeySchema): Generator<string> {
  for (const [name, key] of Object.entries(schema.properties ?? {})) {
    if (told?.properties?.[name] !== undefined) continue
    const path = `${prefix}${name}`
    const required = schema.required?.includes(name) === true
    yield `| \`${path}\` | ${holds(key)} | ${defaultOf(key, required)} | ${escaped(key.description ?? '')} |`
    yield* keyRows(key, `${path}.`, root)
    if (key.items !== undefined)
      yield* keyRows(key.items, `${path}[].`, root, root.properties?.[name.slice(0, -1)])
  }
}

function holds(key: KeySchema): string {
  if (key.enum !== undefined) return key.enum.map(value => `\`${value}\``).join(' ')
  if (key.const !== undefined) return `\`${key.const}\``
  if (key.anyOf !== undefined) return key.anyOf.map(holds).join(' or ')
  if (Array.isArray(key.type)) return 'decimal'
  if (key.type === 'array') return 'list'
  if (key.type === 'object') return key.properties === undefined ? 'object by name' : 'section'
  return WORDS[String(key.type)] ?? String(key.type ?? '')
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true, false',
}

function defaultOf(key: KeySchema, required: boolean): string {
  if (required) return '**required**'
  const isWritten = key.default !== undefined && JSON.stringify(key.default) !== '{}'
  return isWritten ? `\`${JSON.stringify(key.default)}\`` : ''
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|')
}
