import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Tesseract's codes of the languages on board, the likeliest first. */
export const onBoard = ['eng', 'deu', 'fra', 'spa', 'ita', 'por', 'nld'] as const

/** How a user names them. */
export const namesOnBoard = 'English, German, French, Spanish, Italian, Portuguese and Dutch'

/** Language data that can be used: file by Tesseract's code, gzipped or plain. */
export type LanguageData = ReadonlyMap<string, string>

/** What lies in an archive is unpacked beside it, for threads and native code cannot look into it. */
export function onDisk(path: string): string {
  return path.replace(/\bapp\.asar(?=[/\\])/, 'app.asar.unpacked')
}

/** The data on board, and a user's own files by code, which go first; those set aside count as not there. */
export function languageDataOf(own: Readonly<Record<string, string>> = {}, setAside: ReadonlySet<string> = new Set()): LanguageData {
  const found = new Map(Object.entries(own).filter(([, path]) => !setAside.has(path)))
  for (const code of onBoard) if (!found.has(code)) found.set(code, boardFile(code))
  return found
}

/** Languages of which the data is a user's own. */
export function ownAmong(languages: readonly string[], data: LanguageData): string[] {
  return languages.filter((code) => !isOnBoard(code) || data.get(code) !== boardFile(code))
}

function isOnBoard(code: string): boolean {
  return (onBoard as readonly string[]).includes(code)
}

function boardFile(code: string): string {
  // best_int: a quarter of the size of the other flavour, read as fast and as well (measured).
  const data = dirname(createRequire(import.meta.url).resolve(`@tesseract.js-data/${code}/package.json`))
  return onDisk(join(data, '4.0.0_best_int', `${code}.traineddata.gz`))
}
