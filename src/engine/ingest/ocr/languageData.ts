import { readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Tesseract's codes of the languages on board, the likeliest first. */
export const onBoard = ['eng', 'deu', 'fra', 'spa', 'ita', 'por', 'nld'] as const

/** How a user names them. */
export const namesOnBoard = 'English, German, French, Spanish, Italian, Portuguese and Dutch'

/** Language data that can be used: file by Tesseract's code. */
export type LanguageData = ReadonlyMap<string, string>

/** What lies in an archive is unpacked beside it, for threads and native code cannot look into it. */
export function onDisk(path: string): string {
  return path.replace(/\bapp\.asar(?=[/\\])/, 'app.asar.unpacked')
}

/**
 * The data on board, and what a user put into a folder as `<code>.traineddata` or `<code>.traineddata.gz`, which goes first.
 * A folder that is not there is none.
 */
export async function findLanguageData(folder?: string): Promise<LanguageData> {
  const own = folder === undefined ? [] : await readdir(folder).catch(() => [])
  const found = new Map<string, string>()
  for (const name of own.sort()) {
    const code = /^([a-z]{3}(?:_[a-z]+)*)\.traineddata(\.gz)?$/i.exec(name)?.[1]
    if (code && code !== 'osd') found.set(code, join(folder!, name))
  }
  const require = createRequire(import.meta.url)
  for (const code of onBoard) {
    if (found.has(code)) continue
    // best_int: a quarter of the size of the other flavour, read as fast and as well (measured).
    const data = dirname(require.resolve(`@tesseract.js-data/${code}/package.json`))
    found.set(code, onDisk(join(data, '4.0.0_best_int', `${code}.traineddata.gz`)))
  }
  return found
}
