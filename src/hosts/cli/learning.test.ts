import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

/* `carrel workspace learn` and `reindex`, ended by SIGKILL in the middle: nothing is lost, and the next one goes on. */

const cli = join(import.meta.dirname, '../../../out/main/cli.js')
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-learning-'))
  const sections = Array.from(
    { length: 240 },
    (_one, i) =>
      `## Matter ${i}\n\nThe clerk of room ${i % 40} wrote ${i * 7} letters on ${['slate', 'vellum', 'paper', 'linen'][i % 4]} about the ${['bridge', 'harbour', 'granary', 'mill', 'tower'][i % 5]}. ${'Each was sealed, copied and put into the chest of the year before the evening bell. '.repeat(5)}\n`,
  )
  writeFileSync(join(folder, 'letters.md'), `# Letters\n\n${sections.join('\n')}`)
  carrel('workspace', 'create', 'w')
  carrel('add', 'w', join(folder, 'letters.md'))
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const data = () => join(folder, 'data')
const withData = (words: string[]) => [cli, ...words, '--data', data(), '--json']
function carrel(...words: string[]): Record<string, unknown> {
  return JSON.parse(execFileSync(process.execPath, withData(words), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as Record<
    string,
    unknown
  >
}

/** Runs a command and kills it and its workers without warning once it says `words` on stderr. */
async function killAt(words: RegExp, ...command: string[]): Promise<void> {
  const child = spawn(process.execPath, withData(command), { stdio: ['ignore', 'ignore', 'pipe'] })
  child.stderr.setEncoding('utf8')
  let said = ''
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (more: string) => {
      said += more
      if (words.test(said)) child.kill('SIGKILL')
    })
    child.on('exit', () => resolve())
  })
  expect(said).toMatch(words)
  expect(child.signalCode).toBe('SIGKILL')
}

// It takes most of a minute, and the parts of it are tested by themselves.
it.runIf(process.env.CARREL_LONG)(
  'killed while it learns and while it builds, it searches as before, and goes on when it is asked again',
  { timeout: 240_000 },
  async () => {
    const embedder = () => (carrel('workspace', 'stats', 'w') as { stats: { index: { embedder: string } } }).stats.index.embedder
    const before = embedder()
    await killAt(/learning \d+\/240/, 'workspace', 'learn', 'w')
    expect(embedder()).toBe(before)
    expect((carrel('search', 'w', 'letters on vellum') as { hits: unknown[] }).hits.length).toBeGreaterThan(0)
    await killAt(/(?:embedding|checking) \d+/, 'workspace', 'learn', 'w')
    const outcome = carrel('workspace', 'learn', 'w') as { before: number; after: number; switched: boolean }
    expect(outcome.before).toBeGreaterThan(0)
    expect(embedder().startsWith('learned-')).toBe(outcome.switched)
    expect(carrel('workspace', 'verify', 'w')).toEqual({ ok: true, problems: [] })

    const now = embedder()
    expect(carrel('workspace', 'reindex', 'w', '--embedder', 'hash')).toEqual({ before: now, after: 'hash', switched: true })
    expect(carrel('workspace', 'reindex', 'w', '--back')).toEqual({ before: 'hash', after: now, switched: true })
    expect(carrel('workspace', 'verify', 'w')).toEqual({ ok: true, problems: [] })
    const { check } = { check: carrel('evaluate', 'w', '--self') as { score: number; questions: number } }
    expect(check.questions).toBeGreaterThanOrEqual(10)

    // Nothing is kept that nobody searches or goes back to.
    const [workspace] = readdirSync(join(data(), 'workspaces'))
    const tables = readdirSync(join(data(), 'workspaces', workspace!, 'index')).filter((name) => name.endsWith('.lance'))
    expect(tables.sort()).toEqual([`${now}.lance`, 'hash.lance'].sort())
    const learnt = join(data(), 'workspaces', workspace!, 'tables')
    expect(existsSync(learnt) ? readdirSync(learnt) : []).toEqual(outcome.switched ? [now] : [])
  },
)
