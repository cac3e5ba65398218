import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The notebooks below a site's root, named by the first heading of each, ascending by file. */
export async function notebookPages(root: string): Promise<{ name: string; path: string }[]> {
  const folder = join(root, 'notebooks')
  const files = (await readdir(folder).catch(() => [])).filter(name => name.endsWith('.md')).sort()
  return await Promise.all(
    files.map(async file => {
      const name = file.slice(0, -'.md'.length)
      const heading = /^# (.+)$/m.exec(await readFile(join(folder, file), 'utf8'))?.[1]
      return { name: heading ?? name, path: `/notebooks/${name}` }
    }),
  )
}
