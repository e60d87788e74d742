import { AppError } from '../../contract/errors'
import type { FileHead, Format, OpenInput, ReadContext } from '../format'
import { plainPage } from '../page'
import { OfficePackage } from './docx/officePackage'
import { isIwork } from './zip/isOffice'

const kinds: Record<string, [what: string, program: string, saved: string]> = {
  pages: ['Pages document', 'Pages', 'PDF or Word'],
  numbers: ['Numbers spreadsheet', 'Numbers', 'PDF or Excel'],
  key: ['Keynote presentation', 'Keynote', 'PDF or PowerPoint'],
}
const unknown = ['Pages, Numbers or Keynote document', 'its own program', 'PDF'] as const

/** The pages as they look, which older programs and some settings put into the file. */
const preview = /(^|\/)QuickLook\/Preview\.pdf$/i

/** Documents of Apple's Pages, Numbers and Keynote: what they hold is in a form of their own, so the PDF that many carry is read. */
export const format: Format = {
  id: 'iwork',
  mediaType: 'application/x-iwork',
  place: 'section',
  container: true,
  recognises(head) {
    if (head.entries === null || !isIwork(head.entries)) return 0
    return head.extension in kinds ? 3 : 2
  },
  async open(input, context) {
    const pack = await openPackage(input, context)
    const name = pack.names().find((one) => preview.test(one))
    if (name === undefined) {
      pack.close()
      throw withoutPreview(input.head)
    }
    const [what, program, saved] = kindOf(input.head)
    const text = `${what}. Its preview (Preview.pdf) is read as a document below it; for all of it, export it from ${program} as ${saved} and add that.`
    return {
      pages: 1,
      read: async () => ({ page: plainPage(1, text, [{ kind: 'paragraph', start: 0, end: text.length }]), needsOcr: false, blank: false }),
      async *children(taking: ReadContext) {
        yield { name: 'Preview.pdf', content: pack.content(name, taking) }
      },
      close: async () => pack.close(),
    }
  },
}

function openPackage({ path, head }: OpenInput, { signal }: ReadContext): Promise<OfficePackage> {
  return OfficePackage.open(path, { signal, kind: kindOf(head)[0] })
}

function kindOf({ extension }: FileHead): readonly [what: string, program: string, saved: string] {
  return kinds[extension] ?? unknown
}

function withoutPreview(head: FileHead): AppError {
  const [what, program, saved] = kindOf(head)
  return new AppError(
    'FORMAT_UNSUPPORTED',
    `This is a ${what}, which Carrel does not read: open it in ${program}, export it as ${saved} and add that.`,
  )
}
