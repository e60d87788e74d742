import type { HandmadePage } from '../../../formats/pdf/testing/handmadePdf'
import type { DrawnPage } from './drawPage'

/** A page of a PDF that is a picture, as a scanner makes it. */
export function pictureOf({ raster: { pixels, width, height, scale } }: DrawnPage): HandmadePage {
  return { width: width * scale, height: height * scale, image: { pixels, width, height } }
}

/** The invisible words that recognition by another program left over a scan, each where it stands. */
export function layerOf({ raster, text, words }: DrawnPage, change: (word: string) => string): string {
  const bottom = raster.height * raster.scale
  const drawn = words.map(({ start, end, x, y, width, height }) => {
    const word = change(text.slice(start, end))
    // As wide as the word that can be seen; each letter of Courier is 0.6 em wide.
    const stretch = (100 * width) / Math.max(1, 0.6 * height * word.length)
    const shown = word.replace(/[\\()]/g, '\\$&')
    return `BT 3 Tr /F3 ${height} Tf ${stretch.toFixed(1)} Tz 1 0 0 1 ${x.toFixed(2)} ${(bottom - y - 0.8 * height).toFixed(2)} Tm (${shown}) Tj ET`
  })
  return drawn.join('\n')
}

const order = 'qwertyuiopasdfghjklzxcvbnm'

/** What goes wrong with the letters of a layer. */
export const mistaken = {
  /** A font whose letters stand for others. */
  exchanged: (word: string) => word.replace(/[a-z]/g, (letter) => order[letter.charCodeAt(0) - 97]!),
  /** A font with an encoding of its own, read as ASCII. */
  signs: (word: string) => word.replace(/[a-z]/g, (letter) => String.fromCharCode(33 + ((letter.charCodeAt(0) - 97) % 15))),
  /** Each word in the manner of a very poor recognition. */
  shuffled: (word: string) =>
    [...word].map((letter, at) => (/[a-z]/.test(letter) ? order[(letter.charCodeAt(0) * 7 + at * 5) % 26]! : letter)).join(''),
}
