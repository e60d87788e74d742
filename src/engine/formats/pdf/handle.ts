import { type FileAccess, openFileAccess } from './fileAccess'
import { discardPdfium, isTrap, loadPdfium, type Pdfium, withMemory } from './library'
import { passwordBytes, passwordError } from './password'
import { within } from './watch'

const errorPassword = 4

/** PDFium gets this long for a page or a picture of one; readers may be silent for 30 seconds. */
const mostMilliseconds = 15_000

/** PDFium does not take this file or page; another reader may. */
export class Refused extends Error {}

/** An open document and the file it is read from. */
export class Handle {
  trapped = false
  readonly pdfium: Pdfium
  readonly document: number
  private readonly file: FileAccess

  /** Opens a document. Throws Refused, and DOCUMENT_PASSWORD where it is encrypted and the password is missing or wrong. */
  static async open(path: string, password: string | undefined): Promise<Handle> {
    const pdfium = await loadPdfium()
    const file = openFileAccess(pdfium, path)
    try {
      return new Handle(pdfium, file, password)
    } catch (error) {
      file.close()
      throw error
    }
  }

  private constructor(pdfium: Pdfium, file: FileAccess, password: string | undefined) {
    this.pdfium = pdfium
    this.file = file
    this.document = this.load(null)
    if (this.document === 0) this.refuseUnlessPassword()
    for (const bytes of this.document === 0 && password ? passwordBytes(password) : []) {
      this.document = this.load(bytes)
      if (this.document !== 0) return
      this.refuseUnlessPassword()
    }
    if (this.document === 0) throw passwordError(password !== undefined)
  }

  /** Runs PDFium code; after a trap, and when it takes too long, the library is given up and the trap becomes a refusal. */
  guard<T>(use: () => T): T {
    try {
      return within(mostMilliseconds, use)
    } catch (error) {
      if (!isTrap(error)) throw error
      this.trapped = true
      discardPdfium()
      throw new Refused('PDFium gave up', { cause: error })
    }
  }

  close(): void {
    if (!this.trapped) {
      this.guard(() => this.pdfium._FPDF_CloseDocument(this.document))
      this.pdfium.wasmExports.free(this.file.pointer)
    }
    this.file.close()
  }

  private load(password: Buffer | null): number {
    const { pdfium, file } = this
    if (!password) return this.guard(() => pdfium._FPDF_LoadCustomDocument(file.pointer, 0))
    return withMemory(pdfium, password.length + 1, (pointer) => {
      pdfium.HEAPU8.set(password, pointer)
      pdfium.HEAPU8[pointer + password.length] = 0
      return this.guard(() => pdfium._FPDF_LoadCustomDocument(file.pointer, pointer))
    })
  }

  private refuseUnlessPassword(): void {
    const reason = this.pdfium._FPDF_GetLastError()
    if (reason !== errorPassword) throw new Refused(`PDFium error ${reason}`)
  }
}
