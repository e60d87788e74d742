import { writeSync } from 'node:fs'

/** What a trial file asks its reader to do at a page. */
export interface Mischief {
  /** Wait for ever, letting signals through. */
  sleep?: boolean
  /** Wait for ever and hear nothing of being cancelled. */
  ignoreCancel?: boolean
  /** Compute for ever, letting nothing through. */
  spin?: boolean
  /** Take memory until none is left. */
  oom?: boolean
  /** End the process with this code. */
  exit?: number
  /** End the process as a native fault does. */
  segv?: boolean
  /** End the process as a native check that fails does. */
  abort?: boolean
  /** Print so many megabytes. */
  flood?: number
  /** Send a word of so many megabytes that nobody asked for. */
  giant?: number
  /** Say every word to the host twice from now on. */
  twice?: boolean
  /** Say every word to the host once more as the answer to other calls. */
  foreign?: boolean
}

/** Does what is asked; what ends the process or waits for ever does not come back. */
export async function misbehave(mischief: Mischief, signal: AbortSignal): Promise<void> {
  if (mischief.flood) flood(mischief.flood)
  if (mischief.giant) say(`{"i":"0","p":"${'x'.repeat(mischief.giant << 20)}`)
  if (mischief.twice) repeatWords((word) => [word, word])
  if (mischief.foreign) repeatWords((word) => [word, ...foreignAnswers(word)])
  if (mischief.sleep) await wait(Infinity, signal)
  if (mischief.ignoreCancel) await wait(Infinity, new AbortController().signal)
  if (mischief.spin) for (let i = 0; ; i++) Math.sqrt(i)
  if (mischief.oom) takeMemory()
  if (mischief.exit !== undefined) process.exit(mischief.exit)
  if (mischief.segv) await end('SIGSEGV')
  if (mischief.abort) process.abort()
}

export function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, Math.min(milliseconds, 2 ** 31 - 1))
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    })
  })
}

/** A signal takes a moment; nothing else may happen in it. */
async function end(signal: NodeJS.Signals): Promise<void> {
  process.kill(process.pid, signal)
  for (;;);
}

/** Buffers beyond the heap of JavaScript, as native libraries take them; 16 MB at a time, each byte touched. */
function takeMemory(): never {
  const taken: Buffer[] = []
  for (;;) taken.push(Buffer.alloc(16 << 20, 1))
}

/** Half by way of Node, half past it, as native code prints. */
function flood(megabytes: number): void {
  const piece = `${'flood '.repeat((1 << 20) / 6)}\n`
  for (let i = 0; i < megabytes; i++) {
    if (i % 2 === 0) process.stdout.write(piece)
    else writeSync(1, piece)
  }
}

interface Sender {
  send(word: unknown, ...rest: unknown[]): unknown
}

/** The end of the pipe to the host: of a child process, or of a utility process of Electron. */
function pipe(): { holder: object; name: string } | null {
  const { parentPort } = process as { parentPort?: object }
  if (parentPort) return { holder: parentPort, name: 'postMessage' }
  return process.send ? { holder: process, name: 'send' } : null
}

function say(word: unknown): void {
  const found = pipe()
  if (found) (found.holder as Record<string, Sender['send']>)[found.name]!(word)
}

const repeated = new WeakSet<object>()

/** From now on, every word to the host becomes these words. */
function repeatWords(wordsFor: (word: unknown) => unknown[]): void {
  const found = pipe()
  if (!found || repeated.has(found.holder)) return
  repeated.add(found.holder)
  const holder = found.holder as Record<string, Sender['send']>
  const original = holder[found.name]!.bind(found.holder)
  holder[found.name] = (word, ...rest) => {
    const [first, ...others] = wordsFor(word)
    const sent = original(first, ...rest)
    for (const other of others) original(other)
    return sent
  }
}

/** The same answer under the numbers of calls before and after it. */
function foreignAnswers(word: unknown): unknown[] {
  if (typeof word !== 'string' || !word.startsWith('{')) return []
  const answer = JSON.parse(word) as { i?: string }
  const number = Number.parseInt(answer.i ?? '', 36)
  if (Number.isNaN(number)) return []
  return [number - 1, number + 1, number + 2]
    .filter((other) => other >= 0)
    .map((other) => JSON.stringify({ ...answer, i: other.toString(36) }))
}
