import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

export const root = join(import.meta.dirname, '..')
const node = join(root, 'node_modules', '.bin', 'node')
const program = process.env.CARREL_PROGRAM ?? join(root, 'out', 'main', 'cli.js')
const guard = pathToFileURL(join(root, 'e2e', 'networkGuard.mjs')).href

/** How long a host may take to say that it is ready. */
const readyMs = 30_000

export interface HostOptions {
  data: string
  /** File the network guards write to. */
  networkLog: string
  /** Command put before the host's own, e.g. to give it a network of its own. */
  prefix?: string[]
}

/** The built host as a process of its own. */
export interface Host {
  /** Address with the token in its fragment. */
  url: string
  /** Scheme, name and port. */
  origin: string
  token: string
  pid: number
  /** What it wrote to stderr so far. */
  errors(): string
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>
  /** Ends it politely; gives its exit code. */
  stop(): Promise<number | null>
}

const environment = ({ data, networkLog }: HostOptions) => ({
  ...process.env,
  CARREL_DATA: data,
  CARREL_NETWORK_LOG: networkLog,
  NODE_OPTIONS: `--import=${guard}`,
})

/** Program and arguments of a command of Carrel, in the network it belongs to. */
function inside({ prefix = [] }: HostOptions, args: string[]): [string, string[]] {
  const [file = node, ...rest] = [...prefix, node, program, ...args]
  return [file, rest]
}

/** Starts `carrel serve` on a data folder, under the network guard, and waits for its address. */
export async function startHost(options: HostOptions): Promise<Host> {
  const [file, args] = inside(options, ['serve', '--port', '0', '--data', options.data])
  const child = spawn(file, args, { cwd: root, env: environment(options), stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const url = await readyAddress(child, () => errors)
  const { origin, hash } = new URL(url)
  return {
    url,
    origin,
    token: new URLSearchParams(hash.slice(1)).get('token') ?? '',
    pid: child.pid as number,
    errors: () => errors,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
    stop: async () => {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
      const code = await ended
      clearTimeout(late)
      return code
    },
  }
}

function readyAddress(child: ChildProcess, errors: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The host ${why}\n${errors()}`))
    const late = setTimeout(() => fail(`did not get ready within ${readyMs / 1_000} s`), readyMs)
    child.once('exit', (code) => fail(`ended with code ${code} before it was ready`))
    child.once('error', (error) => fail(`could not be started: ${error.message}`))
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const url = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(line)?.[0]
      if (!url) return
      clearTimeout(late)
      resolve(url)
    })
  })
}

/** What a command of the command line did. */
export interface CommandResult {
  code: number
  stdout: string
  stderr: string
}

/** Runs a command on a data folder, under the network guard, and waits for its end. */
export function runCommand(args: string[], options: HostOptions & { cwd?: string }): Promise<CommandResult> {
  const [file, rest] = inside(options, args)
  return new Promise((resolve) => {
    execFile(
      file,
      rest,
      { cwd: options.cwd ?? root, env: environment(options), maxBuffer: 64 * 2 ** 20, timeout: 120_000 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    )
  })
}

/** Runs a command with --json and gives what it printed. Throws where it did not end with `code`. */
export async function runJson<T>(args: string[], options: HostOptions, code = 0): Promise<T> {
  const result = await runCommand([...args, '--json'], options)
  if (result.code !== code)
    throw new Error(`carrel ${args.join(' ')} ended with ${result.code}, not ${code}:\n${result.stdout}\n${result.stderr}`)
  return JSON.parse(result.stdout) as T
}
