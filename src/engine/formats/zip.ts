import { stat } from 'node:fs/promises'
import type { ZipFile } from 'yauzl'
import { AppError } from '../../contract/errors'
import type { Child, FileHead, Format, OpenInput, ReadContext } from '../format'
import { contentOf } from './zip/contentOf'
import { inspect, type Problems } from './zip/inspect'
import { isOffice } from './zip/isOffice'
import { counted, listPage, readableSize } from './zip/listPage'
import { damaged, type Directory, openOptions, readDirectory, type ZipItem } from './zip/readDirectory'

/** ZIP archives: the list of their files as text, the files as documents of their own. */
export const format: Format = {
  id: 'zip',
  mediaType: 'application/zip',
  place: 'section',
  container: true,
  recognises(head) {
    const known = head.extension === 'zip'
    // Programs and books that are archives by coincidence have other names for their content.
    if (head.detected?.extension !== 'zip') return 0
    if (head.entries === null) return known ? 3 : 1
    if (isOffice(head.entries)) return 0
    return known ? 3 : 2
  },
  async open(input, context) {
    const { openPromise } = await import('yauzl')
    const archive = await openPromise(input.path, openOptions).catch((cause: unknown) => {
      throw damaged(cause)
    })
    try {
      return await openArchive(archive, input, context)
    } catch (error) {
      archive.close()
      throw error
    }
  },
}

/** Bytes of the record that ends the list of an archive (APPNOTE 4.3.16). */
const endOfList = 22

async function openArchive(archive: ZipFile, input: OpenInput, context: ReadContext) {
  const directory = await readDirectory(archive, context)
  // An archive without entries is the end of a list and a remark; where there is more, its list is lost.
  if (archive.entryCount === 0 && archive.fileSize > endOfList + archive.comment.length) throw damaged()
  if (directory.items.length === 0) throw new AppError('DOCUMENT_EMPTY', 'There is no file in the archive: check the original.')
  const problems = await inspectOnce(archive, directory, input, context)
  refuseUseless(directory.items, problems)
  const page = listOf(input.head, directory, problems)
  return {
    pages: 1,
    read: async () => ({ page, needsOcr: false, blank: false }),
    children: ({ signal }: ReadContext) => childrenOf(archive, directory.items, problems, { signal, password: input.password }),
    close: async () => archive.close(),
  }
}

/** What became of the archive that was looked through last: its reading opens it again to take out what is inside. */
let last: { path: string; size: number; modifiedMs: number; problems: (AppError | undefined)[] } | null = null

/** Looks through an archive, unless that was just done; with a password it always is, for passwords are not remembered. */
async function inspectOnce(
  archive: ZipFile,
  { items }: Directory,
  { path, password }: OpenInput,
  { signal }: ReadContext,
): Promise<Problems> {
  const { size, mtimeMs: modifiedMs } = await stat(path)
  if (password === undefined && last?.path === path && last.size === size && last.modifiedMs === modifiedMs)
    return new Map(items.flatMap((item, i) => (last?.problems[i] ? [[item, last.problems[i]]] : [])))
  const problems = await inspect(archive, items, { signal, password })
  if (password === undefined) last = { path, size, modifiedMs, problems: items.map((item) => problems.get(item)) }
  return problems
}

/** An archive of which nothing can be taken out fails as a whole, and asks for its password where that is what it lacks. */
function refuseUseless(items: readonly ZipItem[], problems: Problems): void {
  const wanted = items.filter((item) => !item.leftOut)
  if (wanted.length === 0) throw new AppError('DOCUMENT_EMPTY', 'There is nothing but links in the archive: add what they lead to.')
  if (wanted.some((item) => !problems.has(item))) return
  const errors = wanted.map((item) => problems.get(item)!)
  const first = errors.find((error) => error.code === 'DOCUMENT_PASSWORD') ?? errors[0]!
  if (first.code === 'DOCUMENT_PASSWORD')
    throw new AppError('DOCUMENT_PASSWORD', first.message.replace(/^It is encrypted:.*/, 'The archive is encrypted: give its password.'))
  if (wanted.length === 1) throw first
  throw new AppError(first.code, `None of the ${wanted.length} files in the archive can be taken out. The first one: ${first.message}`)
}

async function* childrenOf(
  archive: ZipFile,
  items: readonly ZipItem[],
  problems: Problems,
  context: { signal: AbortSignal; password: string | undefined },
): AsyncGenerator<Child> {
  for (const item of items) {
    if (item.leftOut) continue
    const error = problems.get(item)
    yield error ? { name: item.name, error } : { name: item.name, content: contentOf(archive, item, context) }
  }
}

function listOf(head: FileHead, { items, litter }: Directory, problems: Problems) {
  const bytes = items.reduce((sum, item) => sum + (item.leftOut ? 0 : item.bytes), 0)
  const sentences = [`${counted(items.length, 'file')}, ${readableSize(bytes)} unpacked.`]
  if (litter > 0) sentences.push(`${counted(litter, 'file')} that systems keep for themselves ${litter === 1 ? 'was' : 'were'} left out.`)
  return listPage(1, {
    title: head.name.split('/').at(-1) ?? '',
    sentences,
    columns: ['File', 'Size', 'Remark'],
    rows: items.map((item) => [item.name, readableSize(item.bytes), remarkOn(item, problems.get(item))]),
  })
}

/** What a list that outlives a password may say of a file. */
function remarkOn(item: ZipItem, error: AppError | undefined): string {
  const remarks = [item.leftOut, item.encrypted ? 'encrypted' : null, item.remark]
  if (error && error.code !== 'DOCUMENT_PASSWORD') remarks.push('could not be taken out')
  return remarks.filter((remark) => remark !== null).join('; ')
}
