/** A field being read: what it asks for, and whether its result has begun. */
interface Field {
  instruction: string
  inResult: boolean
}

/** Fields whose result says where it stands on paper. */
const passing = /^\s*(PAGE|NUMPAGES|SECTIONPAGES|SECTION)\b/i

const mostFields = 1_000

/** Follows the fields of a text: their results are text, what they ask for is not. Nothing they name is ever fetched. */
export class WordFields {
  private fields: Field[] = []

  /** Whether what comes now is text to be read. */
  get isText(): boolean {
    return this.fields.every((field) => field.inResult && !passing.test(field.instruction))
  }

  mark(kind: string | undefined): void {
    if (kind === 'begin' && this.fields.length < mostFields) this.fields.push({ instruction: '', inResult: false })
    else if (kind === 'separate') {
      const field = this.fields.at(-1)
      if (field) field.inResult = true
    } else if (kind === 'end') this.fields.pop()
  }

  instruct(text: string): void {
    const field = this.fields.at(-1)
    if (field && !field.inResult && field.instruction.length < 10_000) field.instruction += text
  }

  /** A field whose result has not begun when its paragraph ends was cut off: it must not swallow the rest. */
  endParagraph(): void {
    if (this.fields.length > 0) this.fields = this.fields.filter((field) => field.inResult)
  }
}

/** Whether the result of a simple field is text to be read. */
export function isPassingField(instruction: string | undefined): boolean {
  return passing.test(instruction ?? '')
}
