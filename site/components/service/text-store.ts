import type { Extension } from '@codemirror/state'
import type { Problem } from './service-api.js'

/** One text that the service keeps. */
export interface TextEntry {
  readonly name: string
  /** Heading below which it is listed. */
  readonly group: string
}

/** A text as it was read. */
export interface ReadText {
  readonly text: string
  /** Version, for saving over it. */
  readonly etag: string
  /** It comes with the project: a copy of it can be saved. */
  readonly isReadOnly: boolean
  /** What there is to know of it, above its text. */
  readonly about: Element | string
}

/** The texts of one kind, as the service keeps them. Every call may throw a ServiceError. */
export interface TextStore {
  /** In the words of the page: `algorithm`, `configuration`. */
  readonly noun: string
  readonly language: () => Extension
  /** Whether typing is checked at once, as checking is quick. */
  readonly checksWhileTyping: boolean
  /** The name that a copy is given at first. */
  readonly copyName: (name: string) => string
  /** The page that runs it. */
  readonly runAddress: (name: string) => string | undefined
  list(): Promise<readonly TextEntry[]>
  read(name: string): Promise<ReadText>
  /** @param name the text that it is or comes from. */
  check(text: string, name: string): Promise<readonly Problem[]>
  /** @param from the text it comes from. @returns the new version */
  save(name: string, text: string, ifMatch: string | undefined, from: string): Promise<string>
  backups(name: string): Promise<readonly { readonly backup: string; readonly bytes: number }[]>
  readBackup(name: string, backup: string): Promise<string>
  restore(name: string, backup: string, ifMatch: string): Promise<void>
}
