import { describe, expect, it } from 'vitest'
import { entriesOf, pathsOf, walkEntries, walkFiles } from './incoming'

/** A folder as the browser's entries give it: at most `page` children at a time, an empty answer at the end. */
function folder(fullPath: string, children: FileSystemEntry[], page = 100): FileSystemEntry {
  const createReader = () => {
    let at = 0
    return {
      readEntries(resolve: (entries: FileSystemEntry[]) => void) {
        const next = children.slice(at, at + page)
        at += page
        queueMicrotask(() => resolve(next))
      },
    }
  }
  return { isFile: false, isDirectory: true, name: fullPath.split('/').at(-1), fullPath, createReader } as unknown as FileSystemEntry
}

function file(fullPath: string): FileSystemEntry {
  const name = fullPath.split('/').at(-1) as string
  const read = (resolve: (file: File) => void) => resolve(new File(['x'], name))
  return { isFile: true, isDirectory: false, name, fullPath, file: read } as unknown as FileSystemEntry
}

async function names(files: AsyncIterable<{ name: string }>): Promise<string[]> {
  const found = []
  for await (const { name } of files) found.push(name)
  return found
}

describe('a drop', () => {
  it('is walked through nested folders by name, with paths relative to what was dropped', async () => {
    const tree = folder('/reports', [file('/reports/b.pdf'), folder('/reports/2025', [file('/reports/2025/a.pdf')])])
    expect(await names(walkEntries([tree, file('/single.txt')]))).toEqual(['2025/a.pdf', 'b.pdf', 'single.txt'])
  })

  it('finds every file of a folder that answers a hundred at a time', async () => {
    const many = Array.from({ length: 1_234 }, (_, index) => file(`/many/${String(index).padStart(4, '0')}.txt`))
    const found = await names(walkEntries([folder('/many', many)]))
    expect(found).toHaveLength(1_234)
    expect(new Set(found).size).toBe(1_234)
  })

  it('leaves out what systems and tools put into folders', async () => {
    const tree = folder('/x', [file('/x/.DS_Store'), file('/x/Thumbs.db'), folder('/x/.git', [file('/x/.git/config')]), file('/x/a.md')])
    expect(await names(walkEntries([tree]))).toEqual(['a.md'])
  })

  it('takes only files from its items', () => {
    const entry = file('/a.pdf')
    const items = [
      { kind: 'string', webkitGetAsEntry: () => null },
      { kind: 'file', webkitGetAsEntry: () => entry },
      { kind: 'file', webkitGetAsEntry: () => null },
    ]
    expect(entriesOf(items as unknown as DataTransferItemList)).toEqual([entry])
  })

  it('opens the file itself', async () => {
    for await (const incoming of walkEntries([file('/a.pdf')])) expect((await incoming.open()).name).toBe('a.pdf')
  })
})

describe('chosen files', () => {
  const chosen = (name: string, webkitRelativePath = '') => Object.assign(new File(['x'], name), { webkitRelativePath })

  it('are named by their path in a chosen folder', async () => {
    expect(await names(walkFiles([chosen('a.pdf', 'docs/x/a.pdf'), chosen('b.pdf'), chosen('c', 'docs/.git/c')]))).toEqual([
      'x/a.pdf',
      'b.pdf',
    ])
  })

  it('become one path again where a whole folder was chosen in the desktop', () => {
    const at: Record<string, string> = { 'a.pdf': '/home/me/docs/x/a.pdf', 'b.pdf': '/home/me/docs/b.pdf', 'c.pdf': '/tmp/c.pdf' }
    const files = [chosen('a.pdf', 'docs/x/a.pdf'), chosen('b.pdf', 'docs/b.pdf'), chosen('c.pdf')]
    expect(pathsOf(files, ({ name }) => at[name] ?? '')).toEqual(['/home/me/docs', '/tmp/c.pdf'])
    expect(pathsOf([chosen('a.pdf', 'docs/a.pdf')], () => 'C:\\Users\\me\\docs\\a.pdf')).toEqual(['C:\\Users\\me\\docs'])
    expect(pathsOf([chosen('gone')], () => '')).toEqual([])
  })
})
