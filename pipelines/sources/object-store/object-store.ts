/** A stored object as a listing or a look-up tells it. */
export interface ObjectInfo {
  /** Name below the store's root, with slashes. */
  readonly name: string
  /** `file:///…` or `gs://bucket/…`. */
  readonly uri: string
  readonly sizeBytes: number
  /** Changes with every new contents; names the state that `replace` and `remove` expect. */
  readonly generation: string
}

/** How a conditional write ended: `identical` and `different` compare what was there already with the file. */
export interface WriteOutcome {
  readonly outcome: 'written' | 'identical' | 'different'
  readonly object: ObjectInfo
}

/** Whole files below one root, local or in Cloud Storage: for the catalog and for results.
 *  An object appears whole or not at all. */
export interface ObjectStore {
  readonly root: string
  /** Objects whose name starts with the prefix, ascending by name. */
  list(prefix: string): Promise<readonly ObjectInfo[]>
  stat(name: string): Promise<ObjectInfo | undefined>
  /** Copies an object to a local file, of one generation throughout. The file is replaced when complete.
   *  @throws ObjectMissingError, SourceChangedError, SourceTruncatedError, SourceUnavailableError */
  readToFile(name: string, file: string): Promise<ObjectInfo>
  /** As `readToFile`, of the generation that a listing or look-up told: no other request, no other contents.
   *  @throws SourceChangedError when that generation is gone */
  readGeneration(object: ObjectInfo, file: string): Promise<void>
  /** The last bytes of that generation; all of them when the object is shorter. @throws as `readGeneration` */
  readEnd(object: ObjectInfo, lastBytes: number): Promise<Uint8Array>
  /** Stores a local file under a name that is free; never touches an object that is there. Losing a race, like
   *  repeating a write whose answer was lost, ends in `identical` when the contents are the same. */
  writeIfAbsent(name: string, file: string): Promise<WriteOutcome>
  /** Stores a local file in place of the generation given. @throws ObjectChangedError when another is there */
  replace(name: string, file: string, generation: string): Promise<ObjectInfo>
  /** Removes an object, of the generation given when there is one. @returns false when there was none.
   *  @throws ObjectChangedError when another generation is there */
  remove(name: string, generation?: string): Promise<boolean>
}
