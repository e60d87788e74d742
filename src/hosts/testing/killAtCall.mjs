// Loaded with --import into a host and, through it, into its workers: notes every call that changes what lies in the data folder, of
// SQLite, of LanceDB and of the file system, one line each in the file CARREL_CALLS names, and ends host and worker with SIGKILL at
// call number CARREL_KILL_AT. The product knows nothing of it.
import { ChildProcess } from 'node:child_process'
import fs, { appendFileSync, readFileSync } from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { dirname, join } from 'node:path'

const calls = process.env.CARREL_CALLS
const killAt = Number(process.env.CARREL_KILL_AT ?? 0)
const below = process.env.CARREL_CALLS_BELOW
const isWorker = process.send !== undefined
const append = appendFileSync
const read = readFileSync
const require = createRequire(process.argv[1])

/** Puts another function in the place of a method; it is given the original. */
function replace(owner, name, make) {
  const original = owner[name]
  if (typeof original === 'function') owner[name] = make(original)
}

/** Notes a call; where it is the one, nothing of host and worker goes on: at once, or a moment later, in the midst of it. */
function note(what, amidMs = 0) {
  append(calls, `${what.replaceAll('\n', ' ')}\n`)
  if (killAt === 0 || read(calls, 'latin1').split('\n').length <= killAt) return
  if (amidMs > 0) setTimeout(end, amidMs)
  else end()
}

function end() {
  if (isWorker) {
    try {
      process.kill(process.ppid, 'SIGKILL')
    } catch {
      // It has ended already.
    }
  }
  process.kill(process.pid, 'SIGKILL')
  // A signal to oneself is taken at the next call of the system, and no line of the program may run before.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

const isInData = (path) => String(path).startsWith(`${below}/`) && !/host\.(?:json|lock)$/.test(String(path))
const writesFiles = ['writeFile', 'rename', 'rm', 'unlink', 'rmdir', 'mkdir', 'copyFile', 'symlink', 'truncate']
for (const name of writesFiles) {
  replace(fs, `${name}Sync`, (original) => (path, ...rest) => {
    if (isInData(path)) note(`${name} ${path}`)
    return original.call(fs, path, ...rest)
  })
  replace(fs.promises, name, (original) => async (path, ...rest) => {
    if (isInData(path)) note(`${name} ${path}`)
    return await original.call(fs.promises, path, ...rest)
  })
}

function guardSqlite() {
  const Database = require('better-sqlite3')
  const statements = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1'))
  const changes = /^\s*(?:INSERT|UPDATE|DELETE|REPLACE|BEGIN|COMMIT|WITH)/i
  replace(
    statements,
    'run',
    (run) =>
      function noted(...values) {
        if (changes.test(this.source)) note(`sql ${this.source.trim().slice(0, 80)}`)
        return run.apply(this, values)
      },
  )
  replace(
    Database.prototype,
    'exec',
    (exec) =>
      function noted(sql) {
        note(`exec ${sql.trim().slice(0, 60)}`)
        return exec.call(this, sql)
      },
  )
}

/** Each call of LanceDB twice: before it, and while its files are being written. */
function guardLance() {
  const lance = require('@lancedb/lancedb')
  const home = dirname(require.resolve('@lancedb/lancedb'))
  const { LocalTable } = require(join(home, 'table.js'))
  const { LocalConnection } = require(join(home, 'connection.js'))
  const around = (what) => (original) =>
    async function noted(...values) {
      note(`lance ${what}`)
      const done = original.apply(this, values)
      note(`lance ${what}, amid`, 2)
      return await done
    }
  for (const name of ['add', 'delete', 'optimize', 'createIndex', 'dropIndex']) replace(LocalTable.prototype, name, around(name))
  for (const name of ['createEmptyTable', 'dropTable']) replace(LocalConnection.prototype, name, around(name))
  replace(lance.MergeInsertBuilder.prototype, 'execute', around('mergeInsert'))
}

/** Workers are started with a clean environment: they get what this guard needs. */
replace(
  ChildProcess.prototype,
  'spawn',
  (spawn) =>
    function noted(options) {
      const own = { NODE_OPTIONS: `--import=${import.meta.url}`, CARREL_CALLS: calls, CARREL_KILL_AT: killAt, CARREL_CALLS_BELOW: below }
      options.envPairs = [...(options.envPairs ?? []), ...Object.entries(own).map(([name, value]) => `${name}=${value}`)]
      return spawn.call(this, options)
    },
)

if (calls && below) {
  if (!isWorker) guardSqlite()
  else if (process.argv[2] === 'index') guardLance()
  syncBuiltinESMExports()
}
