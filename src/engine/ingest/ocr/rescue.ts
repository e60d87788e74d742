import type { Raster } from '../../format'
import { around, type Rectangle } from '../../layout'
import { glyphsOf } from './glyphs'
import { apart, hasLetters, isInRow, type RecognisedLine, type RecognisedWord, runsAcross } from './lines'
import type { Reading, Task } from './readSheet'

/** A letter is this high at least and at most, by the height of small letters. */
const size = { least: 0.6, most: 2.6 }
/** More left over than this share of the letters read is a picture. */
const mostLeft = 0.5
const fewLeft = 40
/** So many groups of letters are read one by one, which is surest; more all at once. */
const mostGroups = 24
/** In a picture, where there are more of them and less depends on each. */
const mostPictureGroups = 4
/** Signs and bits of words have to be surer than words and numbers. */
const leastSure = { word: 60, bit: 85 }

/**
 * Reads what was passed over: the engine leaves out short numbers that stand alone, and what it read badly was left out as garbage.
 * Where letters are left on the page, they alone are read once more, and what is sure is put where it stands.
 * Boxes are in pixels of the upright page.
 */
export async function rescue(lines: RecognisedLine[], reading: Reading, task: Task): Promise<RecognisedLine[]> {
  const { page } = reading
  const left = leftOver(page.raster, lines, task)
  if (left.length === 0) return lines
  const groups = together(left)
  const bare = withoutWords(page.raster, lines, task.sheet.paper)
  const rescued: RecognisedLine[] = []
  const most = task.picture ? mostPictureGroups : mostGroups
  for (const area of groups.length > most ? [around(groups)] : groups) {
    const [picture, at] = cut(bare, area, task.sheet.paper)
    const { engine, data, signal, progress } = task
    const shows = groups.length > most ? 'words' : 'line'
    for (const line of await engine.run(picture, { languages: reading.languages, data, signal, progress, shows })) {
      const placed = line.words.map((word) => ({ ...word, x: word.x + at.x, y: word.y + at.y }))
      const words = placed.filter((word) => isSure(word, lines))
      if (words.length > 0) rescued.push({ paragraph: `rescued ${rescued.length}`, words })
    }
  }
  return rescued.reduce((all, line) => insert(all, line), lines)
}

/** Whether what was rescued is to be believed: less so where it touches a word, of which it is then a letter. */
function isSure(word: RecognisedWord, lines: readonly RecognisedLine[]): boolean {
  const { text, confidence, known } = word
  if (!hasLetters(text)) return false
  if (confidence < leastSure.bit && lines.some((line) => line.words.some((other) => touches(word, other)))) return false
  return confidence >= ((known && text.length > 1) || /^[\p{Sc}(+-]?\d[\d.,:/-]*[%)]?$/u.test(text) ? leastSure.word : leastSure.bit)
}

/** Groups of pieces that stand close together in a row. */
function together(pieces: readonly Rectangle[]): Rectangle[] {
  const groups: Rectangle[] = []
  for (const piece of pieces.toSorted((a, b) => a.x - b.x)) {
    const near = groups.findIndex(
      (group) =>
        piece.x - group.x - group.width < 1.5 * group.height &&
        Math.min(piece.y + piece.height, group.y + group.height) > Math.max(piece.y, group.y),
    )
    if (near < 0) groups.push(piece)
    else groups[near] = around([groups[near]!, piece])
  }
  return groups
}

/** The page without the words that were read. */
function withoutWords(raster: Raster, lines: readonly RecognisedLine[], paper: number): Raster {
  const pixels = raster.pixels.slice()
  for (const { x, y, width, height } of lines.flatMap((line) => line.words)) {
    for (let row = Math.max(0, y); row < Math.min(raster.height, y + height); row++)
      pixels.fill(paper, row * raster.width + Math.max(0, x), row * raster.width + Math.min(raster.width, x + width))
  }
  return { ...raster, pixels }
}

/** A part of a page with a margin of paper, and where its corner lies. */
function cut(raster: Raster, area: Rectangle, paper: number): [Raster, { x: number; y: number }] {
  const reach = Math.round(area.height / 2)
  const margin = 10
  const [left, top] = [Math.max(0, Math.floor(area.x - reach)), Math.max(0, Math.floor(area.y - reach / 2))]
  const right = Math.min(raster.width, Math.ceil(area.x + area.width + reach))
  const bottom = Math.min(raster.height, Math.ceil(area.y + area.height + reach / 2))
  const [width, height] = [right - left + 2 * margin, bottom - top + 2 * margin]
  const pixels = new Uint8Array(width * height).fill(paper)
  for (let y = top; y < bottom; y++)
    pixels.set(raster.pixels.subarray(y * raster.width + left, y * raster.width + right), (y - top + margin) * width + margin)
  return [
    { ...raster, pixels, width, height },
    { x: left - margin, y: top - margin },
  ]
}

/** Pieces as large as letters that lie in no word; none where there are so many that they are a picture. */
function leftOver(raster: Raster, lines: readonly RecognisedLine[], { sheet }: Task): Rectangle[] {
  const glyphs = raster === sheet.raster ? sheet.glyphs : glyphsOf(raster, sheet.threshold)
  const boxes = lines.flatMap((line) => line.words)
  const heights = boxes.map((box) => box.height).sort((a, b) => a - b)
  const usual = (heights[heights.length >> 1] ?? 0) / 1.3
  if (usual === 0) return []
  const covered = coverage(raster, boxes)
  const left: Rectangle[] = []
  let letters = 0
  for (let at = 0; at < glyphs.heights.length; at++) {
    const box = { x: glyphs.lefts[at]!, y: glyphs.tops[at]!, width: glyphs.widths[at]!, height: glyphs.heights[at]! }
    if (box.height < size.least * usual || box.height > size.most * usual || box.width > 3 * box.height) continue
    letters += 1
    if (!covered(box.x + box.width / 2, box.y + box.height / 2)) left.push(box)
  }
  return left.length > Math.max(fewLeft, mostLeft * (letters - left.length)) ? [] : left
}

const cell = 4

/** Tells whether a place lies in one of the boxes. */
function coverage({ width, height }: Raster, boxes: readonly Rectangle[]): (x: number, y: number) => boolean {
  const columns = Math.ceil(width / cell) + 1
  const cells = new Uint8Array(columns * (Math.ceil(height / cell) + 1))
  for (const box of boxes) {
    for (let row = Math.floor(box.y / cell); row <= Math.floor((box.y + box.height) / cell); row++)
      cells.fill(1, row * columns + Math.floor(box.x / cell), row * columns + Math.floor((box.x + box.width) / cell) + 1)
  }
  return (x, y) => cells[Math.floor(y / cell) * columns + Math.floor(x / cell)] === 1
}

/** Puts a line into the one it is a part of, else before the first that stands below it in its column or right of it in its row. */
function insert(lines: readonly RecognisedLine[], line: RecognisedLine): RecognisedLine[] {
  const own = around(line.words)
  const whole = lines.findIndex((other) => runsAcross(other) && isPartOf(own, around(other.words)))
  if (whole >= 0) {
    const words = [...lines[whole]!.words, ...line.words].sort((a, b) => a.x - b.x)
    return lines.with(whole, { ...lines[whole]!, words })
  }
  const at = lines.findIndex(({ words }) => {
    const other = around(words)
    const isInColumn = other.x < own.x + own.width && other.x + other.width > own.x
    const isBelow = isInColumn && other.y >= own.y + 0.7 * own.height
    return isBelow || (other.x >= own.x + own.width && isInRow(own, other))
  })
  return at < 0 ? [...lines, line] : lines.toSpliced(at, 0, line)
}

function touches(own: Rectangle, other: Rectangle): boolean {
  return isInRow(own, other) && apart(own, other) < 0.25 * other.height
}

function isPartOf(own: Rectangle, other: Rectangle): boolean {
  return isInRow(own, other) && apart(own, other) < Math.max(own.height, other.height)
}
