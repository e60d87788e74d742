/*
 * Many workspaces: their statistics together, opening one of them, memory with all of them opened, and the deletion of a large one.
 *   npm run build && node bench/workspaces.mjs [workspaces] [passages of the large one]
 * By default 150 and 100,000; 0 passages leave the deletion out. Times are those of calls over HTTP to a host on an otherwise idle machine; 150 lists of one run are compared
 * with calls that do nothing (`GET /host`), which say what the machine and the way to the host take.
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'

const cli = join(import.meta.dirname, '..', 'out', 'main', 'cli.js')
const count = Number(process.argv[2] ?? 150)
const passages = Number(process.argv[3] ?? 100_000)
const folder = mkdtempSync(join(tmpdir(), 'carrel-bench-'))
const data = join(folder, 'data')
mkdirSync(join(folder, 'files'))
let host

try {
  await start()
  await fill()
  await measureMany()
  if (passages > 0) await measureDeletion()
  await stop()
} finally {
  host?.child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}

/** Fills one and copies its folder: what is measured is many workspaces, not many imports. */
async function fill() {
  await call('POST', '/workspaces', { name: 'Client 0' })
  await add(
    'Client 0',
    Array.from({ length: 20 }, (_, n) => file(`client-${n}.md`, paragraphs(20, n * 100))),
  )
  const { workspace } = await call('GET', '/workspaces/Client 0')
  await stop()
  const db = new Database(join(data, 'app.db'))
  const insert = db.prepare('INSERT INTO workspaces (id, name, created_at) VALUES (?, ?, ?)')
  for (let i = 1; i < count; i++) {
    const id = i.toString(16).padStart(16, '0')
    cpSync(join(data, 'workspaces', workspace.id), join(data, 'workspaces', id), { recursive: true })
    insert.run(id, `Client ${i}`, workspace.createdAt)
  }
  db.close()
}

async function measureMany() {
  const started = performance.now()
  await start()
  say(`a host on them is ready after ${ms(performance.now() - started)}`)
  const { workspaces } = await call('GET', '/workspaces')
  const nothing = await times(50, () => call('GET', '/host'))
  const lists = await times(50, () => call('GET', '/workspaces'))
  say(
    `statistics of ${workspaces.length} together: median ${ms(middle(lists))}, slowest ${ms(Math.max(...lists))}; a call that does nothing: ${ms(middle(nothing))}`,
  )
  const opened = []
  const firsts = []
  for (const { id } of workspaces) {
    opened.push(await timed(() => open(id)))
    await call('POST', `/workspaces/${id}/warm`, {})
    firsts.push(await timed(() => call('POST', `/workspaces/${id}/search`, { query: 'the lease of the harbour' })))
  }
  say(
    `opening one, as the window does: median ${ms(middle(opened))}, 95th percentile ${ms(percentile(opened, 0.95))}, slowest ${ms(Math.max(...opened))}`,
  )
  say(`first search after that: median ${ms(middle(firsts))}, 95th percentile ${ms(percentile(firsts, 0.95))}`)
  for (const [name, bytes] of memory()) say(`memory with all of them opened, ${name}: ${Math.round(bytes / 2 ** 20)} MB`)
}

/** What the window asks when a workspace is opened. */
function open(id) {
  return Promise.all(
    ['documents', 'jobs', 'chats', 'messages', 'watches', 'policy', 'focus'].map((what) => call('GET', `/workspaces/${id}/${what}`)),
  )
}

async function measureDeletion() {
  await call('POST', '/workspaces', { name: 'Large' })
  const pipeline = (await call('GET', '/workspaces/Large/pipeline')).pipeline
  await call('PUT', '/workspaces/Large/pipeline', { pipeline: { ...pipeline, chunking: { strategy: 'fixed', size: 200, overlap: 0 } } })
  const each = 5_000
  const paths = Array.from({ length: Math.ceil(passages / each) }, (_, i) => file(`large-${i}.txt`, paragraphs(each, i * each)))
  await add('Large', paths)
  const { stats } = await call('GET', '/workspaces/Large/stats')
  const { id } = (await call('GET', '/workspaces/Large')).workspace
  const answered = await timed(() => call('DELETE', '/workspaces/Large'))
  const begun = performance.now()
  say(
    `deleting a workspace of ${stats.passages} passages (${Math.round(stats.diskBytes / 2 ** 20)} MB on the disk) is answered after ${ms(answered)}`,
  )
  while ((await call('GET', `/deletions/${id}`)).deletion.erasedAt === null) await new Promise((resolve) => setTimeout(resolve, 50))
  say(`nothing of it is on the disk after ${ms(performance.now() - begun + answered)}`)
}

/** Paragraphs of about 190 characters, each other than all others. */
function paragraphs(number, seed) {
  const words = ['harbour', 'lease', 'orchard', 'invoice', 'lantern', 'ferry', 'mill', 'notice', 'garden', 'archive', 'letter', 'bridge']
  const word = (n) => words[Math.abs(n) % words.length]
  return Array.from({ length: number }, (_, i) => {
    const n = seed + i
    return `Entry ${n}: the ${word(n)} of the ${word(n * 7 + 3)} was read on day ${n % 365} beside the ${word(n * 5 + 1)}, and the ${word(n * 11 + 2)} was valued at EUR ${n * 17}. Nobody said anything of the ${word(n * 3)} in ${1900 + (n % 120)}.`
  }).join('\n\n')
}

function file(name, text) {
  const path = join(folder, 'files', name)
  writeFileSync(path, text)
  return path
}

async function add(workspace, paths) {
  const { job } = await call('POST', `/workspaces/${workspace}/documents`, { sources: paths.map((path) => ({ kind: 'path', path })) })
  for (;;) {
    const { jobs } = await call('GET', `/workspaces/${workspace}/jobs`)
    const { state } = jobs.find(({ id }) => id === job)
    if (['done', 'failed', 'cancelled'].includes(state)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function call(method, path, body) {
  const response = await fetch(`${host.origin}/api${encodeURI(path)}`, {
    method,
    headers: { authorization: `Bearer ${host.token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`)
  return answer
}

async function start() {
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0', '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] })
  const address = await new Promise((resolve) => {
    let printed = ''
    child.stdout.on('data', (piece) => {
      printed += piece
      const found = /http:\/\/\S+#token=\S+/.exec(printed)
      if (found) resolve(new URL(found[0]))
    })
  })
  host = { child, origin: address.origin, token: address.hash.slice('#token='.length) }
}

async function stop() {
  const ended = new Promise((resolve) => host.child.once('exit', resolve))
  host.child.kill('SIGINT')
  await ended
}

/** Resident memory of the host and each of its processes. */
function memory() {
  const all = [['host', host.child.pid]]
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ')[1]) === host.child.pid)
        all.push([`process ${pid}`, pid])
    } catch {
      // It ended meanwhile.
    }
  }
  const sizes = all.map(([name, pid]) => [name, Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * 4_096])
  return [...sizes, ['together', sizes.reduce((sum, [, bytes]) => sum + bytes, 0)]]
}

async function timed(action) {
  const started = performance.now()
  await action()
  return performance.now() - started
}

async function times(number, action) {
  const all = []
  for (let i = 0; i < number; i++) all.push(await timed(action))
  return all
}

function percentile(values, part) {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]
}

function middle(values) {
  return percentile(values, 0.5)
}

function ms(value) {
  return value < 10_000 ? `${value.toFixed(1)} ms` : `${(value / 1_000).toFixed(1)} s`
}

function say(line) {
  console.log(line)
}
