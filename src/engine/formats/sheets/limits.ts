import { AppError } from '../../../contract/errors'

/** Most cells with something in them, and most characters they may hold together: a million rows of five columns. */
const maxCells = 5_000_000
const maxCharacters = 256 * 1024 * 1024

/** Rows, cells and characters of a part of a sheet: what makes a page is in memory as a whole, several times over. */
const partRows = 50_000
const partCells = 250_000
const partCharacters = 3 * 1024 * 1024

/** Counts what a document holds. Throws DOCUMENT_TOO_LARGE at the first cell too many. */
export class SheetMeter {
  private cells = 0
  private characters = 0
  private readonly maxCells: number

  constructor(most = maxCells) {
    this.maxCells = most
  }

  count(cells: number, characters: number): void {
    this.cells += cells
    this.characters += characters
    if (this.cells <= this.maxCells && this.characters <= maxCharacters) return
    throw new AppError(
      'DOCUMENT_TOO_LARGE',
      `The tables hold more than ${Math.floor(this.maxCells / 1_000_000)} million cells, or more than ${maxCharacters >> 20} million characters: split the file, or save the part you need.`,
    )
  }
}

/** Counts what a part of a sheet holds; `isFull` says that the next row begins another part. */
export class PartMeter {
  private rows = 0
  private cells = 0
  private characters = 0

  count(cells: number, characters: number): void {
    this.rows++
    this.cells += cells
    this.characters += characters
  }

  get isEmpty(): boolean {
    return this.rows === 0
  }

  get isFull(): boolean {
    return this.rows >= partRows || this.cells >= partCells || this.characters >= partCharacters
  }
}
