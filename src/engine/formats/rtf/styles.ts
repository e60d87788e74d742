/** What the tables at the head of an RTF file say. */
export class RtfTables {
  readonly codePages = new Map<number, string | null>()
  readonly levels = new Map<number, number>()
  readonly captions = new Set<number>()
  private readonly colours: { red: number; green: number; blue: number; isSet: boolean }[] = []
  private colour = { red: 0, green: 0, blue: 0, isSet: false }

  addColour(word: string, value: number | null): void {
    if (word !== 'red' && word !== 'green' && word !== 'blue') return
    this.colour[word] = value ?? 0
    this.colour.isSet = true
  }

  /** A colour of the table has ended. */
  endColour(): void {
    if (this.colours.length < 10_000) this.colours.push(this.colour)
    this.colour = { red: 0, green: 0, blue: 0, isSet: false }
  }

  isWhite(index: number): boolean {
    const colour = this.colours[index]
    return colour !== undefined && colour.isSet && Math.min(colour.red, colour.green, colour.blue) >= 0xfa
  }

  /** A style by its number, with its name (followed by alternatives) and the outline level it gives, 9 for none. */
  addStyle(number: number, name: string, outline: number | null): void {
    const level = /^\s*heading (\d)/i.exec(name)?.[1] ?? (/^\s*title\s*(;|$)/i.test(name) ? 1 : undefined)
    if (level !== undefined) this.levels.set(number, Number(level))
    else if (outline !== null && outline < 9) this.levels.set(number, outline + 1)
    if (/^\s*caption\s*(;|$)/i.test(name)) this.captions.add(number)
  }
}
