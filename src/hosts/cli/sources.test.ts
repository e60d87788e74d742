import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/* The built command line as a process of its own, as a user calls it. */

const cli = join(import.meta.dirname, '../../../out/main/cli.js')
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-sources-'))
  carrel('workspace', 'create', 'w')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function carrel(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args, '--data', join(folder, 'data'), '--json'], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  const answer = JSON.parse(stdout) as {
    added?: { name: string; status: string; code?: string; document: string }[]
    documents?: { id: string; name: string; status: string }[]
    watches?: { state: string; pending: number; documents: number; path: string; live: boolean }[]
    error?: { code: string; message: string }
    ok?: boolean
    removed?: string
  }
  return { code: status, answer, stderr }
}
const write = (name: string, text: string) => {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const shown = (added: { name: string; status: string; code?: string }[] = []) =>
  added.map(({ name, status, code }) => [name, status, code ?? ''].join(' ').trim())

describe('add', () => {
  it('of a name that is not there ends with 4, says so plainly, and keeps no document of it', () => {
    const { code, answer } = carrel('add', 'w', join(folder, 'none.md'))
    expect([code, shown(answer.added)]).toEqual([4, ['none.md failed FILE_MISSING']])
    expect(carrel('documents', 'w').answer.documents).toEqual([])
    const mixed = carrel('add', 'w', join(folder, 'none.md'), write('there.md', 'text'))
    expect([mixed.code, shown(mixed.answer.added).sort()]).toEqual([1, ['none.md failed FILE_MISSING', 'there.md ready']])
    expect(shown(carrel('documents', 'w').answer.documents)).toEqual(['there.md ready'])
  })

  it('of an address that may not be fetched ends with 4; what is no address of the web is wrong usage', () => {
    const { code, answer } = carrel('add', 'w', 'http://169.254.169.254/latest/', 'http://localhost:1234/')
    expect([code, shown(answer.added).sort()]).toEqual([
      4,
      ['169.254.169.254/latest failed SOURCE_BLOCKED', 'localhost:1234 failed SOURCE_BLOCKED'],
    ])
    for (const words of [
      ['ftp://example.com/x'],
      ['file:///etc/passwd'],
      ['https://example.com/', '--language', 'no language'],
      [''],
      ['--watch', join(folder, 'there.md')],
    ])
      expect([words, carrel('add', 'w', ...words).code]).toEqual([words, 2])
  })
})

describe('watch', () => {
  it('keeps a workspace in step with a folder, one command at a time', { timeout: 120_000 }, () => {
    carrel('workspace', 'create', 'watched')
    for (let n = 1; n <= 4; n++) write(`notes/n${n}.md`, `The word is marker${n}.`)
    const notes = join(folder, 'notes')
    const first = carrel('add', 'watched', notes, write('other.md', 'another file'), '--watch')
    expect([first.code, shown(first.answer.added).sort()]).toEqual([
      0,
      ['n1.md ready', 'n2.md ready', 'n3.md ready', 'n4.md ready', 'other.md ready'],
    ])
    const ids = Object.fromEntries((carrel('documents', 'watched').answer.documents ?? []).map(({ id, name }) => [name, id]))

    renameSync(join(notes, 'n1.md'), join(notes, 'first.md'))
    rmSync(join(notes, 'n2.md'))
    write('notes/n5.md', 'The word is marker5.')
    const second = carrel('add', 'watched', notes, '--watch')
    expect([second.code, shown(second.answer.added).sort()]).toEqual([0, ['first.md ready', 'n3.md ready', 'n4.md ready', 'n5.md ready']])
    expect(carrel('documents', 'watched').answer.documents?.find(({ name }) => name === 'first.md')?.id).toBe(ids['n1.md'])

    for (const name of ['first.md', 'n3.md', 'n4.md']) rmSync(join(notes, name))
    const third = carrel('add', 'watched', notes, '--watch')
    expect(third.stderr).toMatch(/3 of 4 documents have vanished .*watch confirm/s)
    expect(carrel('watch', 'list', 'watched').answer.watches).toMatchObject([
      { path: notes, state: 'asking', pending: 3, documents: 4, live: false },
    ])
    expect(carrel('watch', 'confirm', 'watched', notes).code).toBe(0)
    expect(shown(carrel('documents', 'watched').answer.documents)).toEqual(['other.md ready', 'n5.md ready'])
    expect(carrel('watch', 'remove', 'watched', notes).answer.removed).toBe(notes)
    expect(carrel('watch', 'list', 'watched').answer.watches).toEqual([])
    expect(carrel('watch', 'confirm', 'watched', notes)).toMatchObject({ code: 4, answer: { error: { code: 'FILE_MISSING' } } })
    expect(carrel('watch', 'dance', 'watched').code).toBe(2)
    expect(carrel('workspace', 'verify', 'watched').answer.ok).toBe(true)
  })

  it('loses and doubles nothing when it is killed in the middle, again and again', { timeout: 120_000 }, async () => {
    carrel('workspace', 'create', 'killed')
    for (let n = 0; n < 60; n++) write(`many/${n % 7}/n${n}.md`, `# N${n}\n\nThe word is marker${n}.\n`)
    const many = join(folder, 'many')
    for (const [round, afterMs] of [150, 500, 900, 1_300].entries()) {
      const child = spawn(process.execPath, [cli, 'add', 'killed', many, '--watch', '--data', join(folder, 'data')], { stdio: 'ignore' })
      await new Promise((resolve) => setTimeout(resolve, 400 + afterMs))
      await killed(child)
      renameSync(join(many, '0', `n${round * 7}.md`), join(many, `moved${round}.md`))
    }
    carrel('add', 'killed', many, '--watch')
    const { documents = [] } = carrel('documents', 'killed').answer
    expect(documents).toHaveLength(60)
    expect(new Set(documents.map(({ name }) => name)).size).toBe(60)
    expect(documents.every(({ status }) => status === 'ready')).toBe(true)
    expect(documents.filter(({ name }) => name.startsWith('moved'))).toHaveLength(4)
    expect(carrel('workspace', 'verify', 'killed').answer).toEqual({ ok: true, problems: [] })
  })
})

function killed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}
