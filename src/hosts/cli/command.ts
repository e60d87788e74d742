import type { Contract } from '../../contract'
import type { Client } from '../../rpc/connectPort'
import type { Output } from './output'
import type { CommandLine } from './parseCommand'

/** What a command is given. */
export interface CommandContext {
  line: CommandLine
  output: Output
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
  /** Absolute path of something the user named, counted from where they stand. */
  resolvePath: (path: string) => string
  environment: NodeJS.ProcessEnv
}

/** A command that talks to a host: its own, or the one that holds the data folder. Gives its exit code. */
export interface Command {
  usage: string
  about: string
  /** Whether queued work goes on while it runs. */
  processJobs: boolean
  /** Whether it only looks with these words: then it makes no data folder where there is none. */
  looks?: (words: readonly string[]) => boolean
  run(client: Client<Contract>, words: string[], context: CommandContext): Promise<number>
}

/** Exit codes of product.md. */
export const exitCodes = { done: 0, someFailed: 1, usage: 2, refused: 3, nothingDone: 4, interrupted: 130 } as const
