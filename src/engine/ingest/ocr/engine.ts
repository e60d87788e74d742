import { createRequire } from 'node:module'
import type { Worker } from 'node:worker_threads'
import { AppError, isAppError } from '../../../contract/errors'
import type { Raster } from '../../format'
import { type LanguageData, languageDataOf, onDisk, ownAmong } from './languageData'
import { type ThreadAnswer, type ThreadData, type ThreadLine, type ThreadRequest, threadSource } from './thread'

export interface RunOptions {
  /** Tesseract's codes, the likeliest first; those without usable data are left out, English stands in where none is left. */
  languages: readonly string[]
  data: LanguageData
  signal?: AbortSignal
  /** Called with the share done, 0 to 1. */
  progress?: (share: number) => void
  /** What the picture shows: a page, where nothing else is said; words here and there; one line. */
  shows?: keyof typeof modes
}

export interface EngineLimits {
  /** Longest silence about one picture, in milliseconds: shorter than a reader may be silent. */
  silenceMs: number
  /** Longest time for one picture. */
  totalMs: number
  /** Pictures after which the thread is replaced: its heap grows and never shrinks. */
  pictures: number
}

export const usualLimits: EngineLimits = { silenceMs: 25_000, totalMs: 120_000, pictures: 300 }

/** Tesseract's ways to find lines. Its default, one block, loses two thirds of a page with columns. */
const modes = { page: '3', words: '11', line: '7' }

/** Tesseract in a thread of its own, with data from files; nothing is fetched, nothing written, nothing printed. */
export class Engine {
  /** A user's own language data that could not be used, by path: not tried again as long as the process lives. */
  readonly setAside: Set<string>
  private readonly limits: EngineLimits
  private thread: Worker | null = null
  private pictures = 0
  private requests = 0

  constructor(limits: EngineLimits = usualLimits, setAside = new Set<string>()) {
    this.setAside = setAside
    this.limits = limits
  }

  /**
   * Recognises one picture. Aborting, and a picture that takes too long, end the thread; the next picture starts another.
   * A user's own language data that cannot be used is set aside, and the picture read without it.
   */
  async run(picture: Raster, options: RunOptions): Promise<ThreadLine[]> {
    const { languages, signal, progress, shows = 'page' } = options
    signal?.throwIfAborted()
    const data = languageDataOf(Object.fromEntries(options.data), this.setAside)
    const usable = languages.filter((code) => data.has(code))
    const codes = usable.length > 0 ? usable : ['eng']
    if (this.pictures >= this.limits.pictures) await this.stop()
    const thread = (this.thread ??= await this.start())
    this.pictures += 1
    const request: ThreadRequest = {
      id: ++this.requests,
      picture: pgm(picture),
      languages: codes,
      files: Object.fromEntries(codes.map((code) => [code, data.get(code)!])),
      // Below 70 the engine would guess.
      variables: {
        user_defined_dpi: String(Math.max(70, Math.round(picture.dpi))),
        tessedit_pageseg_mode: modes[shows],
      },
    }
    const heard = { loaded: false }
    try {
      return await this.answer(thread, request, { signal, progress, heard })
    } catch (error) {
      // After an error the heap may be damaged, after a time limit or an abort the thread is still at work.
      await this.stop()
      signal?.throwIfAborted()
      const own = ownAmong(codes, data)
      // Data that was taken and a page that takes too long is the page's fault.
      if (own.length === 0 || (heard.loaded && isAppError(error) && error.code === 'READER_TIMEOUT')) throw error
      for (const code of own) this.setAside.add(data.get(code)!)
      return this.run(picture, options)
    }
  }

  async stop(): Promise<void> {
    const thread = this.thread
    this.thread = null
    this.pictures = 0
    await thread?.terminate()
  }

  private async start(): Promise<Worker> {
    const { Worker } = await import('node:worker_threads')
    const require = createRequire(createRequire(import.meta.url).resolve('tesseract.js/package.json'))
    const core = (name: string) => onDisk(require.resolve(`tesseract.js-core/${name}.js`))
    const workerData: ThreadData = { cores: { simd: core('tesseract-core-simd-lstm'), plain: core('tesseract-core-lstm') } }
    const thread = new Worker(threadSource(), { eval: true, workerData, name: 'recognition', stdout: true, stderr: true })
    // One that ends between two pictures is replaced at the next.
    const gone = () => {
      if (this.thread === thread) this.thread = null
    }
    return thread.on('error', gone).on('exit', gone)
  }

  private answer(
    thread: Worker,
    request: ThreadRequest,
    { signal, progress, heard: told }: Pick<RunOptions, 'signal' | 'progress'> & { heard: { loaded: boolean } },
  ): Promise<ThreadLine[]> {
    const { promise, resolve, reject } = Promise.withResolvers<ThreadLine[]>()
    const tooLong = () =>
      reject(new AppError('READER_TIMEOUT', 'Recognising the page took too long. Scan it anew, or split what is on it, and add that file.'))
    const aborted = () => reject(signal!.reason)
    const ended = () =>
      reject(new AppError('READER_CRASHED', 'The text recognition ended while it was reading the page. Retry the document.'))
    const silent = setTimeout(tooLong, this.limits.silenceMs)
    const total = setTimeout(tooLong, this.limits.totalMs)
    const heard = (answer: ThreadAnswer) => {
      if (answer.id !== request.id) return
      silent.refresh()
      told.loaded ||= 'progress' in answer
      if ('progress' in answer) progress?.(answer.progress)
      else if ('lines' in answer) resolve(answer.lines)
      else reject(new Error(`Tesseract: ${answer.error}`))
    }
    signal?.addEventListener('abort', aborted, { once: true })
    thread.on('message', heard).once('error', reject).once('exit', ended)
    thread.postMessage(request, [request.picture.buffer as ArrayBuffer])
    return promise.finally(() => {
      clearTimeout(silent)
      clearTimeout(total)
      signal?.removeEventListener('abort', aborted)
      thread.off('message', heard).off('error', reject).off('exit', ended)
    })
  }
}

/** Grey pixels as a PGM file: the one format that costs nothing to write and little to read. */
function pgm({ pixels, width, height }: Raster): Uint8Array {
  const head = Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1')
  const file = new Uint8Array(head.length + pixels.length)
  file.set(head)
  file.set(pixels, head.length)
  return file
}
