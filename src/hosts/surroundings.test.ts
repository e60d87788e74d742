import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCore } from '../core/createCore'
import { acquireDataLock } from '../core/dataLock'
import { createFileSecrets } from './fileSecrets'
import { installation } from './installation'
import { spawnChild } from './spawnChild'
import { ended, idle, libraryOf, problemsOf, withHost } from './testing/restart'
import type { RunningHost } from './startHost'

/* What a host does where its surroundings fail it: the disk is full, a folder is gone, the clock jumps, a file changes under its hands. */

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'carrel-surroundings-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  return path
}

const add = async ({ client }: RunningHost, ...paths: string[]) =>
  (await client.documents.add({ workspace: 'w', sources: paths.map((path) => ({ kind: 'path', path })) })).job

/** Mounts a disk of so many megabytes, or says why there is none. */
function smallDisk(megabytes: number): { path: string; unmount: () => void } | string {
  const path = join(folder, 'disk')
  mkdirSync(path)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { stdio: 'pipe' })
    return { path, unmount: () => void execFileSync('umount', ['-l', path], { stdio: 'pipe' }) }
  } catch (error) {
    return `a small disk cannot be mounted here: ${String((error as Error).message).split('\n')[0]}`
  }
}

describe('a full disk', { timeout: 300_000 }, () => {
  it('is named, loses nothing, and once there is room everything goes on', async ({ skip }) => {
    const disk = smallDisk(24)
    if (typeof disk === 'string') return skip(disk)
    try {
      const data = join(disk.path, 'data')
      mkdirSync(data)
      const paths = Array.from({ length: 24 }, (_, n) => file(`${n}.txt`, `The aqueduct of part ${n}. `.repeat(12_000)))
      await withHost(data, async (host) => {
        await host.client.workspaces.create({ name: 'w' })
        await ended(host, 'w', await add(host, file('first.md', '# First\n\nThe viaduct was measured.\n')))
        const ballast = join(disk.path, 'ballast')
        const { bavail, bsize } = statfsSync(disk.path)
        writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 3 * 2 ** 20)))
        const job = await add(host, ...paths)
        await expect
          .poll(
            async () => (await host.client.documents.list({ workspace: 'w' })).documents.filter((one) => one.code === 'DISK_FULL').length,
            {
              timeout: 120_000,
              interval: 300,
            },
          )
          .toBeGreaterThan(0)
        const { hits } = await host.client.search.query({ workspace: 'w', query: 'viaduct' })
        expect(hits[0]?.name).toBe('first.md')
        rmSync(ballast)
        execFileSync('mount', ['-o', 'remount,size=200m', disk.path], { stdio: 'pipe' })
        await ended(host, 'w', job)
        await idle(host, 'w')
        const broken = (await libraryOf(host, 'w')).filter((one) => one.status === 'failed')
        if (broken.length > 0) await host.client.documents.retry({ workspace: 'w' })
        await idle(host, 'w')
        expect((await libraryOf(host, 'w')).map((one) => one.status)).toEqual(Array.from({ length: 25 }, () => 'ready'))
        expect(await problemsOf(host, 'w')).toEqual([])
      })
    } finally {
      disk.unmount()
    }
  })
})

describe('a folder', { timeout: 120_000 }, () => {
  it('of originals that vanishes while it is read fails no more than its files', async () => {
    const data = join(folder, 'data')
    mkdirSync(data)
    await withHost(data, async (host) => {
      await host.client.workspaces.create({ name: 'w' })
      const paths = Array.from({ length: 30 }, (_, n) => file(`away/${n}.md`, `# ${n}\n\nThe viaduct of ${n}.\n`))
      const job = await add(host, ...paths, file('here.md', '# Here\n\nThe aqueduct.\n'))
      renameSync(join(folder, 'away'), join(folder, 'elsewhere'))
      await ended(host, 'w', job)
      const library = await libraryOf(host, 'w')
      expect(library.filter((one) => !['ready', 'failed'].includes(one.status))).toEqual([])
      expect(library.find((one) => one.name === 'here.md')?.status).toBe('ready')
      expect(await problemsOf(host, 'w')).toEqual([])
    })
  })

  it('of a workspace that vanishes stops neither the host nor another workspace', async () => {
    const data = join(folder, 'data')
    mkdirSync(data)
    await withHost(data, async (host) => {
      for (const name of ['w', 'gone']) await host.client.workspaces.create({ name })
      const { job } = await host.client.documents.add({
        workspace: 'gone',
        sources: [{ kind: 'path', path: file('a.md', 'The viaduct.') }],
      })
      await ended(host, 'gone', job)
      const { workspace } = await host.client.workspaces.get({ workspace: 'gone' })
      renameSync(join(data, 'workspaces', workspace.id), join(folder, 'taken'))
      const adding = host.client.documents.add({ workspace: 'gone', sources: [{ kind: 'path', path: file('b.md', 'The causeway.') }] })
      await adding.catch(() => {})
      await ended(host, 'w', await add(host, file('c.md', 'The aqueduct.')))
      expect((await libraryOf(host, 'w')).map((one) => one.status)).toEqual(['ready'])
    })
    rmSync(join(data, 'workspaces'), { recursive: true, force: true })
    expect(existsSync(join(folder, 'taken', 'workspace.db'))).toBe(true)
  })

  it.skipIf(process.getuid?.() === 0 && !canBecomeAnother())('of data that may not be written is refused in words', () => {
    const data = join(folder, 'data')
    mkdirSync(data)
    chmodSync(data, 0o555)
    chmodSync(folder, 0o755)
    const program = join(import.meta.dirname, '../../out/main/cli.js')
    const command = [program, 'workspace', 'list', '--data', data]
    const asAnother =
      process.getuid?.() === 0
        ? ['setpriv', '--reuid=65534', '--clear-groups', process.execPath, ...command]
        : [process.execPath, ...command]
    const [run, ...args] = asAnother as [string, ...string[]]
    const result = (() => {
      try {
        return execFileSync(run, args, { encoding: 'utf8', stdio: 'pipe', timeout: 60_000 })
      } catch (error) {
        return String((error as { stderr: string }).stderr)
      }
    })()
    expect(result).toMatch(/may not write there.*FILE_PERMISSION/s)
  })
})

function canBecomeAnother(): boolean {
  try {
    execFileSync('setpriv', ['--reuid=65534', '--clear-groups', 'test', '-r', join(import.meta.dirname, '../../out/main/cli.js')], {
      stdio: 'pipe',
    })
    return true
  } catch {
    return false
  }
}

describe('a clock', { timeout: 120_000 }, () => {
  it('that jumps by days and years while documents are read ends nothing early, and leaves nothing waiting', async () => {
    const data = join(folder, 'data')
    mkdirSync(data)
    const lock = acquireDataLock(data)!
    const day = 86_400_000
    let ahead = 0
    const { version, workerEntry, resources } = installation()
    const core = await createCore({
      data,
      kind: 'cli',
      version,
      workerEntry,
      resources,
      spawnWorker: spawnChild(),
      secrets: createFileSecrets(data),
      clock: () => new Date(Date.now() + ahead),
    })
    try {
      await core.handlers.workspaces.create({ name: 'w' }, {} as never)
      const paths = Array.from({ length: 8 }, (_, n) =>
        file(`${n}.carrel-trial`, JSON.stringify({ carrelTrial: { pages: 5, msPerPage: 40, text: `Page # of ${n}.` } })),
      )
      const { job } = await core.handlers.documents.add(
        { workspace: 'w', sources: paths.map((path) => ({ kind: 'path' as const, path })), ocr: 'auto' } as never,
        {} as never,
      )
      const jumps = [day, -day, 3_650 * day, -3_650 * day, 3_600_000, -3_600_000]
      let state = ''
      for (let n = 0; state !== 'done' && n < 2_000; n++) {
        ahead = jumps[n % jumps.length]!
        await new Promise((resolve) => setTimeout(resolve, 40))
        state = (await core.handlers.jobs.get({ workspace: 'w', job }, {} as never)).job.state
      }
      expect(state).toBe('done')
      const { documents } = await core.handlers.documents.list({ workspace: 'w', offset: 0, limit: 100 } as never, {} as never)
      expect(documents.map((one) => one.status)).toEqual(Array.from({ length: 8 }, () => 'ready'))
    } finally {
      await core.close()
      lock.release()
    }
  })
})

describe('a file that changes while it is taken in', { timeout: 120_000 }, () => {
  it('is one of its versions, never a part of one and a part of the next', async () => {
    const data = join(folder, 'data')
    mkdirSync(data)
    const letters = ['alpha ', 'bravo ', 'delta ', 'gamma ']
    const path = file('changing.txt', letters[0]!.repeat(400_000))
    await withHost(data, async (host) => {
      await host.client.workspaces.create({ name: 'w' })
      const job = await add(host, path)
      for (let n = 1; n < 12; n++) {
        await new Promise((resolve) => setTimeout(resolve, 15))
        writeFileSync(path, letters[n % letters.length]!.repeat(400_000))
      }
      await ended(host, 'w', job)
      const home = join(data, 'workspaces', readdirSync(join(data, 'workspaces'))[0]!)
      for (const name of readdirSync(join(home, 'sources'))) {
        const words = new Set(
          execFileSync('tr', ['-s', ' ', '\n'], {
            input: execFileSync('cat', [join(home, 'sources', name)], { maxBuffer: 2 ** 26 }),
            maxBuffer: 2 ** 26,
          })
            .toString()
            .trim()
            .split('\n'),
        )
        expect(words.size).toBe(1)
      }
      expect(await problemsOf(host, 'w')).toEqual([])
    })
  })

  it('without end is told, and taken once nobody writes to it', async () => {
    const data = join(folder, 'data')
    mkdirSync(data)
    const path = file('growing.txt', 'The viaduct. '.repeat(100_000))
    await withHost(data, async (host) => {
      await host.client.workspaces.create({ name: 'w' })
      const writing = setInterval(() => appendFileSync(path, 'More of it. '), 1)
      try {
        await ended(host, 'w', await add(host, path))
      } finally {
        clearInterval(writing)
      }
      const [first] = (await host.client.documents.list({ workspace: 'w' })).documents
      expect(['failed', 'ready']).toContain(first?.status)
      await ended(host, 'w', await add(host, path))
      await idle(host, 'w')
      expect((await libraryOf(host, 'w')).at(-1)?.status).toBe('ready')
      expect(await problemsOf(host, 'w')).toEqual([])
    })
  })
})
