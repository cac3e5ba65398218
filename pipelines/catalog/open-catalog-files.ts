import type { Environment } from '../sources/cloud/credentials.ts'
import { isCloudRoot } from '../sources/cloud/location.ts'
import { ObjectCache } from '../sources/object-store/object-cache.ts'
import { openObjectStore } from '../sources/object-store/open-object-store.ts'
import type { CatalogFiles } from './catalog-files.ts'
import { cloudCatalogFiles } from './cloud-catalog-files.ts'
import { localCatalogFiles } from './local-catalog-files.ts'

/** The files of the catalog at a root; nothing is requested yet. @throws UsageError when the root is no address */
export function openCatalogFiles(root: string, env: Environment): CatalogFiles {
  return isCloudRoot(root)
    ? cloudCatalogFiles(openObjectStore(root, env), ObjectCache.open(env))
    : localCatalogFiles(root)
}
