import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Worker } from 'tesseract.js'
import type { Raster } from '../../format'

/** What one run of the engine says: Tesseract's table of words and the angle it straightened the picture by. */
export interface EngineResult {
  tsv: string
  /** Clockwise. */
  radians: number
}

/** Pages after which the worker thread is replaced: its heap grows and never shrinks. */
const pagesPerWorker = 200

/** Tesseract in a worker thread of its own, with its data from node_modules; nothing is fetched and nothing cached. */
export class Engine {
  private readonly languages: readonly string[]
  private worker: Promise<Worker> | null = null
  private pages = 0
  private folder: string | null = null
  private progress: ((share: number) => void) | undefined

  constructor(languages: readonly string[]) {
    this.languages = languages
  }

  /** Recognises one picture; with `straighten` it is first turned upright by the slope of its lines. Aborting ends the thread. */
  async run(
    picture: Pick<Raster, 'pixels' | 'width' | 'height' | 'dpi'>,
    { straighten, signal, progress }: { straighten: boolean; signal?: AbortSignal; progress?: (share: number) => void },
  ): Promise<EngineResult> {
    signal?.throwIfAborted()
    if (this.pages >= pagesPerWorker) await this.stop()
    const worker = await (this.worker ??= this.start())
    this.pages += 1
    this.progress = progress
    const recognising = worker.recognize(
      pgm(picture),
      { rotateAuto: straighten, user_defined_dpi: String(Math.round(picture.dpi)) } as Parameters<Worker['recognize']>[1],
      { text: false, tsv: true },
    )
    const { data } = await (signal ? this.orAborted(recognising, signal) : recognising)
    this.progress = undefined
    return { tsv: data.tsv ?? '', radians: data.rotateRadians ?? 0 }
  }

  async stop(): Promise<void> {
    const worker = this.worker
    this.worker = null
    this.pages = 0
    await (await worker?.catch(() => null))?.terminate()
  }

  async close(): Promise<void> {
    await this.stop()
    if (this.folder) await rm(this.folder, { recursive: true, force: true })
    this.folder = null
  }

  /** A thread inside wasm hears nothing: it is ended, and the next page starts a new one. */
  private async orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    const aborted = Promise.withResolvers<never>()
    const abort = () => {
      void this.stop()
      aborted.reject(signal.reason)
    }
    signal.addEventListener('abort', abort, { once: true })
    try {
      return await Promise.race([work, aborted.promise])
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  private async start(): Promise<Worker> {
    const { createWorker, OEM, PSM } = await import('tesseract.js')
    const worker = await createWorker([...this.languages], OEM.LSTM_ONLY, {
      langPath: await this.languageFolder(),
      gzip: true,
      cacheMethod: 'none',
      logger: ({ status, progress }) => {
        if (status === 'recognizing text') this.progress?.(progress)
      },
      // A failed page rejects its own promise; the default handler would throw it again where nobody can catch it.
      errorHandler: () => undefined,
    })
    // The default, one block, loses two thirds of a page with columns.
    await worker.setParameters({ tessedit_pageseg_mode: PSM.AUTO })
    return worker
  }

  /** Tesseract wants all languages in one folder: that of the package, or a temporary copy where there are several. */
  private async languageFolder(): Promise<string> {
    const folders = this.languages.map(packageFolder)
    if (folders.length === 1) return folders[0]!
    this.folder ??= await mkdtemp(join(tmpdir(), 'carrel-ocr-'))
    for (const [index, code] of this.languages.entries()) {
      await copyFile(join(folders[index]!, `${code}.traineddata.gz`), join(this.folder, `${code}.traineddata.gz`))
    }
    return this.folder
  }
}

function packageFolder(code: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`@tesseract.js-data/${code}/package.json`)), '4.0.0_best_int')
}

/** Grey pixels as a PGM file: the one format that costs nothing to write and little to read. */
function pgm({ pixels, width, height }: Pick<Raster, 'pixels' | 'width' | 'height'>): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), pixels])
}
