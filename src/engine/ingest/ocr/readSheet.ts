import { AppError } from '../../../contract/errors'
import type { Engine } from './engine'
import { coveredShare } from './ink'
import { addedLanguages, type Fit, fitOf, isAtHome, score, spokenIn } from './languages'
import { type LanguageData, namesOnBoard, onBoard } from './languageData'
import { lettersIn, type RecognisedLine, sureWords, turnsToLevel, worth } from './lines'
import type { Sheet } from './sheet'
import type { Turns } from './turns'
import { sampleOf, type Upright, upright } from './upright'

/** What the pages of a document have told so far; the next page begins with it. */
export interface Memory {
  languages?: readonly string[]
  /** Which way round the last page lay; the next is looked at that way first. */
  turns?: Turns
  /** The last page was in none of the scripts there is data for. */
  foreign?: boolean
  /** Languages that were tried and did not fit better. */
  rejected?: Set<string>
}

export interface Task {
  sheet: Sheet
  engine: Engine
  data: LanguageData
  memory: Memory
  /** It is a picture on a page, not a page: most of its ink may be no writing, and hardly any lies upside down. */
  picture?: boolean
  signal?: AbortSignal
  progress?: (share: number) => void
}

export interface Reading {
  /** As they were read, garbage included; boxes in pixels of `page`. */
  lines: RecognisedLine[]
  languages: readonly string[]
  fit: Fit
  page: Upright
}

const usual = ['eng']
/** A page of a new document with more pieces of ink is looked at before it is read whole. */
const longPage = 2_500
/** A reading less sure than this, or of less of the ink, is tried the other ways round. */
const poorConfidence = 60
const poorCover = 0.3
/** A few lines this sure, with so many letters, tell which way a page lies. */
const clearConfidence = 75
const clearLetters = 24
/** Lines that run down are read across where that fits so well at least, by how they fitted; writing from top to bottom would fit far worse. */
const leastKept = 0.85
/** Writing with so many pieces that is read less surely, and hardly a word of it surely, is in a script there is no data for (measured: 18 to 45, poor scans 55 and more). */
const foreignConfidence = 50
const foreignPieces = 60
const foreignShare = 0.25
/** Pages with so few pieces of ink are read in other sizes where they are less sure than this: it costs little. */
const fewPieces = 200
const sureConfidence = 88
/** Letters from which on a page speaks for its document. */
const tellingLetters = 200
/** Letters from which on it is worth asking in what language they are. */
const fewLetters = 12

/** Why a page with writing on it could not be read. */
export const foreignScript = `The writing on this page could not be made out: its script is not one of those on board (${namesOnBoard}), or the scan is too poor.`

/**
 * Reads a page whichever way it lies and in whichever language it is.
 * Throws DOCUMENT_NO_TEXT where there are lines of writing that none of the languages fits.
 */
export async function readSheet(task: Task): Promise<Reading> {
  const { sheet, memory } = task
  const start = memory.languages ?? usual
  const isLong = !task.picture && memory.languages === undefined && sheet.glyphs.heights.length > longPage
  const isStraight = !sheet.slope.sideways && !isLong && !isSuspect(task) && !memory.turns
  let reading = isStraight ? await readAlong(await upright(sheet, 0), start, task) : null
  if (!reading || (!task.picture && isPoor(reading, sheet))) reading = await findWay(reading, start, task)
  if (!reading || isForeign(reading, sheet)) {
    memory.foreign = true
    throw new AppError('DOCUMENT_NO_TEXT', foreignScript)
  }
  reading = await inItsLanguage(reading, task)
  if (!task.picture) reading = await otherSizes(reading, task)
  memory.foreign = false
  if (!task.picture) memory.turns = reading.page.turns
  if (reading.fit.letters >= tellingLetters) memory.languages = reading.languages
  return reading
}

async function read(page: Upright, languages: readonly string[], { engine, data, signal, progress }: Task): Promise<Reading> {
  const lines = await engine.run(page.raster, { languages, data, signal, progress })
  return { lines, languages, fit: fitOf(lines), page }
}

/** Reads a few lines of a page. */
function look(page: Upright, languages: readonly string[], task: Task): Promise<Reading> {
  return read({ ...page, raster: sampleOf(page, task.sheet) }, languages, task)
}

/**
 * Reads a page so that its lines run across. The engine reads lines that run down as surely, and says nothing of it: nobody else would
 * notice that the page lies on its side, and everything that goes by rows would take its lines for columns.
 */
async function readAlong(page: Upright, languages: readonly string[], task: Task, how = read): Promise<Reading> {
  const reading = await how(page, languages, task)
  const more = turnsToLevel(reading.lines)
  if (more === 0) return reading
  const turned = await how(await upright(task.sheet, ((page.turns + more) % 4) as Turns), languages, task)
  const isBetter = turnsToLevel(turned.lines) === 0 && score(turned.fit) >= leastKept * score(reading.fit)
  return isBetter ? turned : reading
}

/** Looks at the page each way round until a few lines are clear, and reads it that way; gives what was read `before` where none are. */
async function findWay(before: Reading | null, start: readonly string[], task: Task): Promise<Reading | null> {
  const ways = waysRound(task, before)
  const pageAt = (turns: Turns) => (before?.page.turns === turns ? before.page : upright(task.sheet, turns))
  let best: Reading | null = null
  for (const languages of [start, ...addedLanguages(task.data, start)]) {
    for (const turns of ways) {
      const page = await pageAt(turns)
      const seen = await readAlong(page, languages, task, look)
      if (isClear(seen)) {
        const seenPage = seen.page.turns === turns ? page : await pageAt(seen.page.turns)
        return readWhole(before, seenPage, await languagesSeen(seen, task), task)
      }
      if (!best || worth(seen.lines) > worth(best.lines)) best = seen
    }
  }
  if (before && (!best || worth(best.lines) === 0)) return before
  if (!best || (isSuspect(task) && best.fit.confidence < poorConfidence)) return null
  return readWhole(before, await pageAt(best.page.turns), best.languages, task)
}

/** The ways a page may lie, the likeliest first: as the last one did, if its lines run that way. */
function waysRound({ sheet, memory }: Task, before: Reading | null): Turns[] {
  const ways: Turns[] = sheet.slope.sideways ? [1, 3, 0, 2] : before ? [2, 0, 1, 3] : [0, 2, 1, 3]
  const { turns } = memory
  const isLikely = turns !== undefined && turns % 2 === (sheet.slope.sideways ? 1 : 0) && before?.page.turns !== turns
  return isLikely ? [turns, ...ways.filter((way) => way !== turns)] : ways
}

async function readWhole(before: Reading | null, page: Upright, languages: readonly string[], task: Task): Promise<Reading> {
  if (before && before.page === page && before.languages.join() === languages.join()) return before
  const reading = await readAlong(page, languages, task)
  return before && worth(before.lines) >= worth(reading.lines) ? before : reading
}

/** The languages that a few clear lines are in. */
async function languagesSeen({ lines, fit, languages }: Reading, { data }: Task): Promise<readonly string[]> {
  if (isAtHome(fit)) return languages
  const readable = await spokenIn(lines, data)
  return readable.every((code) => languages.includes(code)) ? languages : readable
}

/** Reads a page again where its text is in other languages than it was read in, and keeps what fits better. */
async function inItsLanguage(reading: Reading, task: Task): Promise<Reading> {
  if (isAtHome(reading.fit) || reading.fit.letters < fewLetters) return reading
  const spoken = await spokenIn(reading.lines, task.data)
  const wanted = spoken.length > 0 ? spoken : await fittingBest(reading, task)
  if (wanted.every((code) => reading.languages.includes(code))) return reading
  const rejected = (task.memory.rejected ??= new Set())
  if (rejected.has(wanted.join('+'))) return reading
  const again = await read(reading.page, wanted, task)
  if (score(again.fit) > score(reading.fit)) return again
  rejected.add(wanted.join('+'))
  return reading
}

/** Reads a few words (a label, a stamp, a logo) smaller and softer and larger too where they are not sure, and keeps what fits best. */
async function otherSizes(reading: Reading, task: Task): Promise<Reading> {
  let best = reading
  if (task.sheet.glyphs.heights.length > fewPieces || reading.fit.confidence >= sureConfidence) return best
  for (const variant of [{ times: 0.65, blur: 1.5 }, { times: 1.4 }]) {
    const other = await read(await upright(task.sheet, reading.page.turns, variant), reading.languages, task)
    if (score(other.fit) * other.fit.letters > score(best.fit) * best.fit.letters) best = other
  }
  return best
}

/** Tries every language on a few lines, where the text itself does not tell; once a document. */
async function fittingBest(reading: Reading, task: Task): Promise<readonly string[]> {
  if (task.picture || task.memory.languages || task.memory.rejected) return reading.languages
  let best = await look(reading.page, reading.languages, task)
  for (const code of onBoard.filter((one) => !reading.languages.includes(one))) {
    const seen = await look(reading.page, [code], task)
    if (score(seen.fit) > score(best.fit)) best = seen
  }
  return best.languages
}

/** After a page in a script there is no data for, the next with as much writing is likely to be in it too. */
function isSuspect({ memory, sheet }: Task): boolean {
  return memory.foreign === true && isWriting(sheet)
}

/** Lines of many pieces; a picture has no lines. */
function isWriting({ glyphs, slope }: Sheet): boolean {
  return slope.lines && glyphs.heights.length >= foreignPieces
}

function isClear({ fit }: Reading): boolean {
  return fit.confidence >= clearConfidence && fit.letters >= clearLetters
}

function isPoor({ lines, fit, page }: Reading, { ink }: Sheet): boolean {
  if (fit.confidence < poorConfidence) return true
  return (
    coveredShare(
      ink,
      sureWords(lines).map((word) => page.back(word)),
    ) < poorCover
  )
}

/** Writing of which hardly a word was made out. */
function isForeign({ lines, fit }: Reading, sheet: Sheet): boolean {
  if (!isWriting(sheet) || fit.confidence >= foreignConfidence) return false
  return lettersIn(sureWords(lines)) < foreignShare * sheet.glyphs.heights.length
}
