import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LibraryHost, openLibraryHost } from '../testing/libraryHost'

/* Archives for a browser, which knows no paths: one is fetched from the host, one is sent to it. */

const password = 'correct horse battery'
let library: LibraryHost

beforeAll(async () => {
  library = await openLibraryHost()
  await library.add(library.file('note.md', '# Note\n\nThe quokkazephyr was seen here.\n'))
}, 180_000)
afterAll(() => library.close())

const client = () => library.host.client
const ask = (path: string, init: RequestInit = {}, token = library.host.address.token) =>
  fetch(`${library.host.address.address}${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } })

async function exported() {
  for await (const event of await client().archives.export({ workspace: 'w', password })) if (event.type === 'done') return event.archive
  throw new Error('it ended without an archive')
}

async function imported(input: { upload?: string; path?: string }, secret = password) {
  for await (const event of await client().archives.import({ ...input, password: secret }))
    if (event.type === 'done') return event.workspace
  throw new Error('it ended without a workspace')
}

describe('an archive for a browser', { timeout: 120_000 }, () => {
  it('is fetched once with the token, sent back, and becomes the same workspace', async () => {
    const { path, download, bytes, sha256 } = await exported()
    expect(path).toBeNull()
    expect((await ask(`/archives/${download}`, {}, 'wrong')).status).toBe(401)
    const response = await ask(`/archives/${download}`)
    expect(response.headers.get('content-disposition')).toContain("attachment; filename*=UTF-8''w.carrel")
    const content = Buffer.from(await response.arrayBuffer())
    expect(content).toHaveLength(bytes)
    await library.until(async () => readdirSync(join(library.data, 'archiving')).length === 0)
    expect((await ask(`/archives/${download}`)).status).toBe(404)

    const headers = { 'content-type': 'application/octet-stream', 'x-carrel-name': 'w.carrel' }
    const { upload } = (await (await ask('/uploads', { method: 'POST', headers, body: content })).json()) as { upload: string }
    expect(readFileSync(join(library.data, 'uploads', upload)).equals(content)).toBe(true)
    await expect(imported({ upload }, 'another passphrase')).rejects.toMatchObject({ code: 'ARCHIVE_PASSWORD' })
    const workspace = await imported({ upload })
    expect(workspace.name).toBe('w (2)')
    const { hits } = await client().search.query({ workspace: workspace.id, query: 'quokkazephyr' })
    expect(hits.map(({ name }) => name)).toEqual(['note.md'])
    expect(readdirSync(join(library.data, 'uploads'))).toEqual([])
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  it('is refused where nothing was sent, or two places are named', async () => {
    await expect(imported({ upload: '6f1a2a3c-0000-4000-8000-000000000000' })).rejects.toMatchObject({ code: 'UPLOAD_NOT_FOUND' })
    await expect(imported({})).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(imported({ path: '/x.carrel', upload: '6f1a2a3c-0000-4000-8000-000000000000' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
    await expect(imported({ upload: '../../etc/passwd' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    for (const id of ['none', '..%2f..%2fapp.db', '']) expect((await ask(`/archives/${id}`)).status).toBe(404)
  })
})
