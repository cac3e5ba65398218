/** One object of a listing or a look-up; the generation is a decimal number. */
export interface ListedObject {
  readonly name: string
  readonly sizeBytes: number
  readonly generation: string
}

export interface ListedPage {
  readonly objects: readonly ListedObject[]
  /** Where the next page begins; undefined on the last. */
  readonly nextPageToken: string | undefined
}

/** How one of the storage service's two read interfaces words its requests. */
export interface StorageDialect {
  mediaUrl(bucket: string, name: string, generation: string): URL
  /** Contents of whichever generation is there. */
  currentMediaUrl(bucket: string, name: string): URL
  listUrl(bucket: string, prefix: string, pageToken: string | undefined): URL
  /** @throws SyntaxError when the text is no listing. */
  parseList(text: string): ListedPage
  /** A look-up is a listing page of one name: unlike a metadata request it tells an absent object from
   *  an absent bucket by its status. */
  lookUpUrl(bucket: string, name: string): URL
}
