import { mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { restorePackages } from './package-cache.ts'

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url))
const NODE_MODULES = join(PROJECT, 'node_modules')
export const NOTEBOOKS = join(PROJECT, 'notebooks')

/** Folders that make up the site's root, and where they lie in it. */
const PARTS = [
  { source: join(PROJECT, 'site', 'pages'), target: '.' },
  { source: join(PROJECT, 'site', 'components'), target: 'components' },
  { source: NOTEBOOKS, target: 'notebooks' },
]

/** Packages whose newest version Framework would ask the registry for; an empty folder of the version in its cache
 *  is the answer it takes. None of them is loaded by our pages. */
const IMPLICIT_PACKAGES = [
  '@observablehq/plot',
  '@observablehq/sample-datasets',
  'apache-arrow',
  'arquero',
  'd3',
  'd3-dsv',
  'echarts',
  'htl',
  'leaflet',
  'lodash',
  'mapbox-gl',
  'parquet-wasm',
  'react',
  'react-dom',
  'topojson-client',
]

/** Assembles a site root in `folder` of links to the pages, components and notebooks. Every build has a root of its
 *  own: builds cannot disturb each other, no cached output of a loader outlives its data, and the checkout
 *  stays as it is. */
export async function assembleSiteRoot(folder: string): Promise<string> {
  const root = join(folder, 'root')
  await mkdir(root, { recursive: true })
  for (const { source, target } of PARTS) await mirror(source, join(root, target))
  await symlink(NODE_MODULES, join(folder, 'node_modules'))
  const cache = join(root, '.observablehq', 'cache', '_npm')
  for (const name of IMPLICIT_PACKAGES) {
    await mkdir(join(cache, `${name}@${await installedVersion(name)}`), { recursive: true })
  }
  await restorePackages(root)
  return root
}

/** Links the files of a folder, its subfolders as folders of their own, so that files can be added among them. */
async function mirror(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true })
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)]
    if (entry.name.startsWith('.')) continue
    if (entry.isDirectory()) await mirror(from, to)
    else await symlink(from, to)
  }
}

async function installedVersion(name: string): Promise<string> {
  try {
    const manifest = await readFile(join(NODE_MODULES, name, 'package.json'), 'utf8')
    return (JSON.parse(manifest) as { version: string }).version
  } catch {
    return '0.0.0'
  }
}
