/*
 * What runs in the recognition thread: Tesseract, compiled to wasm. The functions are sent to the thread as source text, so that no bundle,
 * archive or path has to be found there: they may use each other and what every thread has, nothing else of this file, nothing imported, and
 * not `require`, which bundlers put something of their own for.
 */

/** One picture to be recognised. */
export interface ThreadRequest {
  id: number
  /** A PGM file. */
  picture: Uint8Array
  /** Tesseract's codes, the first counts most. */
  languages: string[]
  /** Where the data of the languages lies, by code; gzipped or plain. */
  files: Record<string, string>
  variables: Record<string, string>
}

export interface ThreadWord {
  text: string
  x: number
  y: number
  width: number
  height: number
  /** 0 to 100. */
  confidence: number
  /** It stands in the dictionary of its language. */
  known: boolean
}

export interface ThreadLine {
  /** Equal for lines of one paragraph. */
  paragraph: string
  words: ThreadWord[]
}

export type ThreadAnswer = { id: number; progress: number } | { id: number; lines: ThreadLine[] } | { id: number; error: string }

/** Paths of the compiled engine, best first. */
export interface ThreadData {
  /** For processors with and without vector instructions. */
  cores: { simd: string; plain: string }
}

interface Iterator {
  Begin(): void
  Next(level: number): boolean
  IsAtBeginningOf(level: number): boolean
  GetUTF8Text(level: number): string
  Confidence(level: number): number
  WordIsFromDictionary(): boolean
  getBoundingBox(level: number): { x0: number; y0: number; x1: number; y1: number }
}

interface Api {
  Init(path: null, languages: string, mode: number): number
  End(): void
  Clear(): void
  SetVariable(name: string, value: string): boolean
  SetImageFile(orientation: number, angle: number): number
  Recognize(monitor: null): number
  GetIterator(): Iterator
}

interface Core {
  FS: { writeFile(path: string, data: Uint8Array): void; unlink(path: string): void }
  TessBaseAPI: new () => Api
  destroy(value: unknown): void
  getPointer(value: unknown): number
}

/** A global of every thread that no library of types for Node declares without the browser's. */
declare const WebAssembly: { validate(bytes: Uint8Array): boolean }

/** Words of a page, by lines. Levels of the iterator: 0 block, 1 paragraph, 2 line, 3 word. */
function readWords(core: Core, api: Api): ThreadLine[] {
  const lines: ThreadLine[] = []
  const iterator = api.GetIterator()
  // A page without text has none.
  if (core.getPointer(iterator) === 0) return lines
  let paragraph = 0
  iterator.Begin()
  do {
    const text = (iterator.GetUTF8Text(3) ?? '').replace(/\s+/g, '')
    if (iterator.IsAtBeginningOf(1)) paragraph += 1
    if (iterator.IsAtBeginningOf(2) || lines.length === 0) lines.push({ paragraph: String(paragraph), words: [] })
    if (!text) continue
    const { x0, y0, x1, y1 } = iterator.getBoundingBox(3)
    lines[lines.length - 1]!.words.push({
      text,
      x: x0,
      y: y0,
      width: x1 - x0,
      height: y1 - y0,
      confidence: iterator.Confidence(3),
      known: iterator.WordIsFromDictionary(),
    })
  } while (iterator.Next(3))
  core.destroy(iterator)
  return lines.filter((line) => line.words.length > 0)
}

/** Recognisers by their languages; only a few are kept, for each holds its model. */
function createApis(core: Core, mostApis: number) {
  const fs = process.getBuiltinModule('node:fs')
  const zlib = process.getBuiltinModule('node:zlib')
  const written = new Set<string>()
  const apis = new Map<string, Api>()
  // The largest there is, for a whole script, has half of that.
  const mostBytes = 200 * 2 ** 20
  return ({ languages, files }: ThreadRequest): Api => {
    const key = languages.join('+')
    const known = apis.get(key)
    if (known) {
      apis.delete(key)
      apis.set(key, known)
      return known
    }
    for (const code of languages.filter((one) => !written.has(one))) {
      const data = fs.readFileSync(files[code]!)
      core.FS.writeFile(
        `./${code}.traineddata`,
        data[0] === 0x1f && data[1] === 0x8b ? zlib.gunzipSync(data, { maxOutputLength: mostBytes }) : data,
      )
      written.add(code)
    }
    const api = new core.TessBaseAPI()
    // 1: the neural engine alone; the data on board has no other.
    if (api.Init(null, key, 1) !== 0) throw new Error(`the language data for ${key} could not be used`)
    api.SetVariable('debug_file', '/dev/null')
    for (const [oldest, other] of apis) {
      if (apis.size < mostApis) break
      other.End()
      core.destroy(other)
      apis.delete(oldest)
    }
    apis.set(key, api)
    return api
  }
}

/** The thread itself: answers one request after the other. */
async function runThread() {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads')
  const { cores } = workerData as ThreadData
  // The smallest module with a vector instruction: what wasm-feature-detect asks.
  const vector = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]
  const file = WebAssembly.validate(Uint8Array.from(vector)) ? cores.simd : cores.plain
  const start = process.getBuiltinModule('node:module').createRequire(file)(file) as (options: object) => Promise<Core>
  let current = 0
  const heard: string[] = []
  const hear = (line: unknown) => {
    heard.push(String(line))
    if (heard.length > 20) heard.shift()
  }
  const core = await start({
    // What the engine and its picture library print is of no use to a user; the last of it belongs to an error.
    print: hear,
    printErr: hear,
    TesseractProgress: (percent: number) =>
      parentPort!.postMessage({ id: current, progress: Math.max(0, (percent - 30) / 70) } satisfies ThreadAnswer),
  })
  const apiFor = createApis(core, 4)
  parentPort!.on('message', (request: ThreadRequest) => {
    current = request.id
    heard.length = 0
    try {
      const api = apiFor(request)
      for (const [name, value] of Object.entries(request.variables)) api.SetVariable(name, value)
      core.FS.writeFile('/input', request.picture)
      if (api.SetImageFile(1, 0) === 1) throw new Error('the picture could not be taken')
      parentPort!.postMessage({ id: current, progress: 0 } satisfies ThreadAnswer)
      if (api.Recognize(null) !== 0) throw new Error('the picture could not be recognised')
      const lines = readWords(core, api)
      api.Clear()
      core.FS.unlink('/input')
      parentPort!.postMessage({ id: current, lines } satisfies ThreadAnswer)
    } catch (error) {
      const said = [String(error instanceof Error ? error.message : error), ...heard].join('; ')
      parentPort!.postMessage({ id: current, error: said } satisfies ThreadAnswer)
    }
  })
}

/** The source of the thread. */
export function threadSource(): string {
  return `${[readWords, createApis, runThread].map(String).join('\n')}\n${runThread.name}()`
}
