import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SourceRef } from '../contract/documents'
import { finalJobStates, type JobDocument } from '../contract/jobs'
import { acquireDataLock } from '../core/dataLock'
import { type LocalServer, startLocalServer } from '../core/egress/testing/localServer'
import { type RunningHost, startHost } from './startHost'

/* A real host that fetches from a server on loopback, which the user has allowed by name in the settings as an intranet would be. */

let folder = ''
let host: RunningHost
let server: LocalServer
const workspace = 'w'
const logged: object[] = []
const pages = new Map<string, RequestListener>()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-fetching-'))
  server = await startLocalServer((request, response) => {
    const page = pages.get(request.url!.split('?')[0] as string)
    if (page) page(request, response)
    else response.writeHead(404).end()
  })
  const data = join(folder, 'data')
  mkdirSync(data)
  const lock = acquireDataLock(data)
  if (!lock) throw new Error('the data folder is locked')
  host = await startHost(lock, { data, kind: 'cli', port: 0, log: (message, details) => void logged.push({ message, ...details }) })
  await host.client.workspaces.create({ name: workspace })
  await host.client.settings.update({ network: { allow: [server.host] } })
})
afterAll(async () => {
  await host.close()
  await server.close()
  expect(logged.filter((line) => 'error' in line)).toEqual([])
  rmSync(folder, { recursive: true, force: true })
})

const page = (path: string, body: string | Uint8Array, type = 'text/html; charset=utf-8') =>
  pages.set(path, (_request, response) => response.writeHead(200, { 'content-type': type }).end(body))
const html = (title: string, text: string, head = '') =>
  `<!doctype html><html><head><title>${title}</title>${head}</head><body><h1>${title}</h1><p>${text}</p></body></html>`

async function ended(job: string): Promise<JobDocument[]> {
  for await (const next of await host.client.jobs.watch({ workspace, job }))
    if (finalJobStates.includes(next.state)) return (next.result as { documents: JobDocument[] }).documents
  throw new Error('the job ended without saying so')
}
const add = async (...sources: SourceRef[]) => ended((await host.client.documents.add({ workspace, sources })).job)
const url = (path: string): SourceRef => ({ kind: 'url', url: server.origin + path })
const documentNamed = async (name: string) => (await host.client.documents.get({ workspace, document: name })).document
const textOf = async (document: string) =>
  (await host.client.documents.text({ workspace, document })).pages.map((one) => one.text).join('\n')
const count = async () => (await host.client.documents.list({ workspace })).total

describe('adding a web page', () => {
  it('keeps it as it was sent, reads it, and cites it by its title and address', async () => {
    const text = html('Rules of the harbour', 'Boats leave before sunset.', '<link rel="canonical" href="/rules">')
    page('/rules', text)
    const [one] = await add(url('/rules?utm_source=letter'))
    expect(one).toMatchObject({ name: 'Rules of the harbour.html', status: 'ready', passages: 1 })
    const document = await documentNamed('Rules of the harbour.html')
    expect(document).toMatchObject({ origin: `${server.origin}/rules`, format: 'html', bytes: text.length })
    const { path } = await host.core.sourceOf(workspace, document.id)
    expect(readFileSync(path, 'utf8')).toBe(text)
    const { hits } = await host.client.search.query({ workspace, query: 'boats sunset' })
    expect(hits[0]).toMatchObject({ name: 'Rules of the harbour.html' })
  })

  it('is no work the second time, and replaces the document when the page has changed', async () => {
    page('/news', html('News', 'Yesterday the word was heliotrope.'))
    const [before] = await add(url('/news'))
    const read = server.requests.length
    expect(await add(url('/news#top'))).toEqual([before])
    expect(server.requests.length).toBe(read + 1)
    page('/news', html('More news', 'Today the word is chartreuse.'))
    const [after] = await add(url('/news'))
    expect(after?.document).toBe(before?.document)
    expect(await textOf(after?.document as string)).toContain('chartreuse')
    expect((await host.client.search.query({ workspace, query: 'heliotrope' })).hits).toEqual([])
  })

  it('reads it in the character set its header names', async () => {
    page('/ru', Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x20, 0xec, 0xe8, 0xf0]), 'text/plain; charset=windows-1251')
    const [one] = await add(url('/ru'))
    expect(await textOf(one?.document as string)).toBe('Привет мир')
  })

  it('takes files, pages and what is missing in one call, each with its own end', async () => {
    const file = join(folder, 'letter.md')
    writeFileSync(file, '# Letter\n\nA letter.\n')
    page('/report.pdf', readFileSync(join(import.meta.dirname, '../../resources/samples/building-report.pdf')), 'application/pdf')
    pages.set('/film', (_request, response) => response.writeHead(200, { 'content-type': 'video/mp4' }).end('x'))
    pages.set('/down', (_request, response) => response.writeHead(503).end())
    const before = await count()
    const added = await add(
      { kind: 'path', path: file },
      { kind: 'path', path: join(folder, 'none.md') },
      url('/report.pdf'),
      url('/nowhere'),
      url('/film'),
      url('/down'),
      { kind: 'url', url: 'http://10.0.0.1/page' },
      { kind: 'url', url: `http://127.0.0.1:${server.port + 1}/` },
    )
    const ends = Object.fromEntries(
      added.map(({ name, status, code, document }) => [name, `${status} ${code ?? ''}${document ? '' : ' no document'}`.trim()]),
    )
    expect(ends).toEqual({
      'letter.md': 'ready',
      'report.pdf': 'ready',
      'none.md': 'failed FILE_MISSING no document',
      [`${server.host}/nowhere`]: 'failed SOURCE_UNREACHABLE no document',
      [`${server.host}/film`]: 'failed SOURCE_BLOCKED no document',
      [`${server.host}/down`]: 'failed SOURCE_UNREACHABLE',
      '10.0.0.1/page': 'failed SOURCE_BLOCKED no document',
      [`127.0.0.1:${server.port + 1}`]: 'failed SOURCE_BLOCKED no document',
    })
    expect(added.find(({ name }) => name === 'none.md')?.message).toBe(
      `There is no file or folder ${join(folder, 'none.md')}. Check the name and the path.`,
    )
    expect(await count()).toBe(before + 3)
  })

  it('that failed is fetched again by retry, and then has its title', async () => {
    page('/down', html('Up again', 'The server is back.'))
    const failed = await documentNamed(`${server.host}/down`)
    expect(failed).toMatchObject({ status: 'failed', code: 'SOURCE_UNREACHABLE', origin: `${server.origin}/down` })
    const [one] = await ended((await host.client.documents.retry({ workspace, documents: [failed.id] })).job)
    expect(one).toMatchObject({ document: failed.id, name: 'Up again.html', status: 'ready' })
    expect(await documentNamed('Up again.html')).toMatchObject({ id: failed.id, origin: `${server.origin}/down` })
  })

  it('is asked for in the same language when it is fetched again, and tells when it was published', async () => {
    const languages: unknown[] = []
    let broken = true
    pages.set('/sprachen', (request, response) => {
      languages.push(request.headers['accept-language'])
      if (broken) return response.writeHead(500).end()
      const head = '<meta property="article:published_time" content="2024-03-12T08:00:00+01:00">'
      response.writeHead(200, { 'content-type': 'text/html' }).end(html('Sprachen', 'Das Boot fährt ab.', head))
    })
    const [failed] = await add({ kind: 'url', url: `${server.origin}/sprachen`, language: 'de' })
    broken = false
    const { job } = await host.client.documents.retry({ workspace, documents: [failed!.document] })
    expect(await ended(job)).toMatchObject([{ name: 'Sprachen.html', status: 'ready' }])
    expect(languages.length).toBeGreaterThan(1)
    expect(new Set(languages)).toEqual(new Set(['de']))
    expect(await documentNamed('Sprachen.html')).toMatchObject({ published: '2024-03-12' })
  })

  it('that is gone later stays as it was read, and says so', async () => {
    page('/short', html('Short lived', 'Read me.'))
    const [before] = await add(url('/short'))
    pages.delete('/short')
    const [after] = await add(url('/short'))
    expect(after).toMatchObject({ document: before?.document, status: 'ready' })
    expect(after?.message).toMatch(/^Not read again: .*no such page/)
  })

  it('keeps what was fetched in the workspace, also where files are only referred to', async () => {
    await host.client.settings.update({ sources: 'refer' })
    page('/kept', html('Kept page', 'This is kept.'))
    const file = join(folder, 'referred.md')
    writeFileSync(file, 'This is referred to.')
    const added = await add(url('/kept'), { kind: 'path', path: file })
    const paths = await Promise.all(added.map(async ({ document }) => (await host.core.sourceOf(workspace, document)).path))
    expect(paths.map((path) => path.startsWith(join(folder, 'data'))).sort()).toEqual([false, true])
    expect(paths).toContain(file)
    await host.client.settings.update({ sources: 'copy' })
  })

  it('takes only http and https, and a language that is one', async () => {
    for (const ref of [
      { kind: 'url', url: 'file:///etc/passwd' },
      { kind: 'url', url: 'not an address' },
      { kind: 'url', url: 'https://example.com/', language: 'a lot of words' },
    ] as SourceRef[])
      await expect(host.client.documents.add({ workspace, sources: [ref] })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    for (const allow of [['http://wiki/'], ['a b'], ['user@host']])
      await expect(host.client.settings.update({ network: { allow } })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('ends within a moment when it is cancelled, and leaves nothing half written', async () => {
    pages.set('/slow', (_request, response) => void response.write('never more'))
    const { job } = await host.client.documents.add({ workspace, sources: [url('/slow')] })
    await new Promise((resolve) => setTimeout(resolve, 300))
    const started = performance.now()
    await host.client.jobs.cancel({ workspace, job })
    for (;;) {
      if (finalJobStates.includes((await host.client.jobs.get({ workspace, job })).job.state)) break
    }
    expect(performance.now() - started).toBeLessThan(1_000)
    const id = (await host.client.workspaces.get({ workspace })).workspace.id
    expect(readdirSync(join(folder, 'data/workspaces', id, 'sources')).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('leaves a workspace that verifies', async () => {
    const { job } = await host.client.workspaces.verify({ workspace })
    for await (const next of await host.client.jobs.watch({ workspace, job })) if (finalJobStates.includes(next.state)) break
    expect((await host.client.jobs.get({ workspace, job })).job.result).toMatchObject({ ok: true, problems: [] })
  })
})
