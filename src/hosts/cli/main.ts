import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { AppError, type ErrorCode, isAppError, toErrorBody } from '../../contract/errors'
import { isConnectionLost } from '../../rpc/errorBorder'
import { defaultDataFolder } from '../dataFolder'
import { installation } from '../installation'
import { openHost } from '../openHost'
import type { HostOptions } from '../startHost'
import { type Command, type CommandContext, exitCodes } from './command'
import { commands } from './commands'
import type { Interruption } from './followJob'
import { createOutput } from './output'
import { parseCommand, usage } from './parseCommand'
import { serve, serveUsage } from './serve'

/** Oldest Node that runs Carrel: better-sqlite3 13 ends Node 20 with a segmentation fault. */
const oldestNode = [22, 13] as const

/** What ends a command with "refused" rather than "nothing could be done". */
const refusals: readonly ErrorCode[] = [
  'DATA_LOCKED',
  'DATA_NEWER',
  'EGRESS_BLOCKED',
  'ARCHIVE_DAMAGED',
  'ARCHIVE_PASSWORD',
  'WORKSPACE_SEALED',
  'FORBIDDEN',
  'UNAUTHORIZED',
]

const wantsJson = process.argv.includes('--json')
const output = createOutput(wantsJson)
const interruption = new AbortController()

async function main(): Promise<number> {
  const line = parseCommand(process.argv.slice(2))
  const [name, ...words] = line.words
  if (line.flags.version) return print(installation().version, { version: installation().version })
  if (line.flags.help || !name || name === 'help') {
    const text = help(name === 'help' ? words[0] : name)
    return print(text, { usage: text })
  }
  const context: CommandContext = {
    line,
    output,
    signal: interruption.signal,
    resolvePath: (path) => resolve(process.env.INIT_CWD ?? process.cwd(), path),
    environment: process.env,
  }
  const options: HostOptions = { data: context.resolvePath(line.flags.data ?? defaultDataFolder()), kind: 'cli', port: 0, log }
  if (name === 'serve') return serve(words, context, options)
  const command = commands[name]
  if (!command) throw usage(`There is no command “${name}”. See carrel --help.`)
  return runCommand(command, words, context, { ...options, processJobs: command.processJobs })
}

/** A host that ends while it is being asked is no reason to fail: the command takes its place, once. */
async function runCommand(command: Command, words: string[], context: CommandContext, options: HostOptions): Promise<number> {
  if (!existsSync(options.data) && command.looks?.(words)) return lookAtNothing(command, words, context, options)
  for (let attempt = 1; ; attempt++) {
    const host = await openHost(options)
    try {
      return await command.run(host.client, words, context)
    } catch (error) {
      if (attempt > 1 || host.own || !isConnectionLost(error)) throw error
    } finally {
      await host.close()
    }
  }
}

/** Who only looks, perhaps at a path with a slip in it, finds nothing and leaves nothing: an empty folder elsewhere answers, and goes. */
async function lookAtNothing(command: Command, words: string[], context: CommandContext, options: HostOptions): Promise<number> {
  const tell = () => output.note(`There is no data folder ${options.data} yet.`)
  const data = mkdtempSync(join(tmpdir(), 'carrel-nothing-'))
  try {
    const code = await runCommand(command, words, context, { ...options, data })
    tell()
    return code
  } catch (error) {
    // A slip in the command itself is the nearer reason.
    if (!isAppError(error) || error.code !== 'BAD_REQUEST') tell()
    throw error
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

function print(text: string, json: unknown): number {
  output.result(json, () => [text])
  return exitCodes.done
}

/** How one command is called, or all of them. */
function help(name?: string): string {
  const known: Record<string, Pick<Command, 'usage' | 'about'>> = { ...commands, serve: serveUsage }
  const one = name === undefined ? undefined : known[name]
  if (name !== undefined && !one) throw usage(`There is no command “${name}”. See carrel --help.`)
  if (one) return [`carrel ${one.usage} [--data DIR] [--json]`, '', `  ${one.about}.`, '', 'All commands: carrel --help'].join('\n')
  return [
    'carrel <command> [--data DIR] [--json]',
    '',
    ...Object.values(known).flatMap((each) => [`  ${each.usage}`, `      ${each.about}`]),
    '',
    'Workspaces and documents are named by name or id. --data or CARREL_DATA chooses the data folder.',
    'How a command is called: carrel COMMAND --help.',
    'Exit codes: 0 done, 1 some documents failed or need a password, 2 wrong usage, 3 refused, 4 nothing could be done, 130 interrupted.',
  ].join('\n')
}

/** A command says what went wrong; what went well is its result. */
function log(message: string, details: Record<string, unknown> = {}): void {
  const { error, ...rest } = details
  if (error === undefined) return
  const cause = error instanceof Error ? (error.stack ?? error.message) : error
  output.note(`${message} ${JSON.stringify(rest)}${cause ? `\n${String(cause)}` : ''}`)
}

function exitCodeOf(error: AppError): number {
  if (error.code === 'BAD_REQUEST') return exitCodes.usage
  if (error.code === 'CANCELLED') return exitCodes.interrupted
  return refusals.includes(error.code) ? exitCodes.refused : exitCodes.nothingDone
}

/** The first signal stops politely; a second one at once. */
function interrupt(reason: Interruption): void {
  if (interruption.signal.aborted) process.exit(exitCodes.interrupted)
  interruption.abort(reason)
}

function checkNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return
  throw new AppError(
    'BAD_REQUEST',
    `Node ${process.version} is too old for Carrel. Start it with “npm run -s carrel -- …”, which brings its own Node.`,
  )
}

async function run(): Promise<number> {
  process.on('SIGINT', () => interrupt('interrupted'))
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt('terminated'))
  try {
    checkNode()
    return await main()
  } catch (error) {
    const known = isAppError(error) ? error : new AppError('INTERNAL', toErrorBody(error).message, { cause: error })
    if (!isAppError(error)) log('unexpected', { error })
    const { code, message } = toErrorBody(known)
    output.progress(null)
    if (wantsJson) output.result({ error: { code, message } }, () => [])
    else output.note(code === 'CANCELLED' ? message : `${message} (${code})`)
    return exitCodeOf(known)
  }
}

process.exitCode = await run()
process.exit()
