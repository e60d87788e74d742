import { join } from 'node:path'
import type { WorkspaceStats } from '../src/contract/workspaces'
import { expect, test } from './app'
import { makeLongFolder } from './folders'
import { type HostOptions, runJson } from './host'
import { dropOnWindow } from './pages/drop'
import { library } from './pages/library'
import { switcher } from './pages/switcher'

interface Listed {
  documents: { name: string; status: string; pages: number; passages: number; sha256: string }[]
}

/** What a workspace holds, in a form that two imports of the same files must share. */
async function holdings(workspace: string, options: HostOptions) {
  const { documents } = await runJson<Listed>(['documents', workspace], options)
  const { stats } = await runJson<{ stats: WorkspaceStats }>(['workspace', 'stats', workspace], options)
  const rows = documents.map(({ name, status, pages, passages, sha256 }) => ({ name, status, pages, passages, sha256 }))
  return {
    documents: rows.sort((a, b) => (a.name < b.name ? -1 : 1)),
    pages: stats.pages,
    passages: stats.passages,
    indexRows: stats.index.rows,
  }
}

test('a host killed in the middle of an import finishes it at the next start: nothing lost, nothing doubled', async ({ app }) => {
  test.setTimeout(240_000)
  const { path, names } = makeLongFolder(app.scratch)
  const undisturbed = { ...app.options, data: join(app.scratch, 'undisturbed') }
  await runJson(['workspace', 'create', 'Archive'], undisturbed)
  await runJson(['add', 'Archive', path], undisturbed)
  const expected = await holdings('Archive', undisturbed)
  expect(expected.documents.map(({ name, status }) => [name, status])).toEqual([...names].sort().map((name) => [name, 'ready']))

  await runJson(['workspace', 'create', 'Archive'], app.options)
  await switcher(app.page).open('Archive')
  await dropOnWindow(app.page, [path])
  const ready = async () =>
    (await runJson<Listed>(['documents', 'Archive'], app.options)).documents.filter(({ status }) => status === 'ready').length
  await expect.poll(ready, { timeout: 60_000, intervals: [50] }).toBeGreaterThan(2)
  const before = await ready()
  await app.host.kill()
  expect(before, 'documents ready when the host was killed').toBeLessThan(names.length)

  await app.startAgain()
  await switcher(app.page).open('Archive')
  await expect.poll(ready, { timeout: 120_000, intervals: [500] }).toBe(names.length)
  await library(app.page).expectReady(names.slice(0, 3))

  expect(await holdings('Archive', app.options)).toEqual(expected)
  expect(await runJson(['workspace', 'verify', 'Archive'], app.options)).toEqual({ ok: true, problems: [] })
})
