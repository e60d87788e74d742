// Loaded with --import into a Node process and, through it, into every Node process that one starts: notes every attempt to reach
// anything but this machine in the file CARREL_NETWORK_LOG names, one JSON line each, and refuses it.
import { ChildProcess } from 'node:child_process'
import dgram from 'node:dgram'
import dns from 'node:dns'
import { appendFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import { threadId } from 'node:worker_threads'

const log = process.env.CARREL_NETWORK_LOG

/** Whether a host name or address is this machine itself. */
function isLoopback(host) {
  const name = String(host)
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:/, '')
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
}

function note(kind, target) {
  const from = new Error('attempt').stack
    ?.split('\n')
    .slice(3, 7)
    .map((line) => line.trim())
  if (log) appendFileSync(log, `${JSON.stringify({ pid: process.pid, thread: threadId, kind, target, from })}\n`)
}

function refusal(target) {
  return Object.assign(new Error(`connect ECONNREFUSED ${target} (refused by the network guard)`), { code: 'ECONNREFUSED' })
}

/** Puts another function in the place of a method; it is given the original. */
function replace(owner, name, make) {
  const original = owner[name]
  if (typeof original === 'function') owner[name] = make(original)
}

/** Where Socket.connect is to go: its arguments come as options, as port and host, as a path, or as an array of these. */
function targetOf(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args
  if (first !== null && typeof first === 'object') return first.path ? null : { host: first.host ?? 'localhost', port: first.port }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return null
  return { host: typeof second === 'string' ? second : 'localhost', port: first }
}

replace(
  net.Socket.prototype,
  'connect',
  (connect) =>
    function guarded(...args) {
      const target = targetOf(args)
      if (!target || isLoopback(target.host)) return connect.apply(this, args)
      note('connect', `${target.host}:${target.port}`)
      process.nextTick(() => this.destroy(refusal(`${target.host}:${target.port}`)))
      return this
    },
)

replace(
  net.Server.prototype,
  'listen',
  (listen) =>
    function guarded(...args) {
      const [first, second] = args
      const host = first !== null && typeof first === 'object' ? first.host : typeof second === 'string' ? second : undefined
      const pipe = (first !== null && typeof first === 'object' ? first.path : first) ?? null
      if (typeof pipe !== 'string' && !isLoopback(host)) note('listen', String(host ?? 'every address'))
      return listen.apply(this, args)
    },
)

const lookups = [
  'lookup',
  'resolve',
  'resolve4',
  'resolve6',
  'resolveAny',
  'resolveCname',
  'resolveMx',
  'resolveNs',
  'resolveSrv',
  'resolveTxt',
  'reverse',
]
for (const owner of [dns, dns.Resolver.prototype]) {
  for (const name of lookups) {
    replace(
      owner,
      name,
      (original) =>
        function guarded(host, ...rest) {
          if (isLoopback(host) || host === '') return original.call(this, host, ...rest)
          note('dns', String(host))
          const done = rest.at(-1)
          if (typeof done === 'function') process.nextTick(done, refusal(host))
        },
    )
  }
}
for (const owner of [dns.promises, dns.promises.Resolver.prototype]) {
  for (const name of lookups) {
    replace(
      owner,
      name,
      (original) =>
        async function guarded(host, ...rest) {
          if (isLoopback(host) || host === '') return await original.call(this, host, ...rest)
          note('dns', String(host))
          throw refusal(host)
        },
    )
  }
}

for (const name of ['send', 'connect']) {
  replace(
    dgram.Socket.prototype,
    name,
    (original) =>
      function guarded(...args) {
        const host = args.find((argument, at) => at > 0 && typeof argument === 'string')
        if (host === undefined || isLoopback(host)) return original.apply(this, args)
        note('dgram', host)
        const done = args.at(-1)
        if (typeof done === 'function') process.nextTick(done, refusal(host))
      },
  )
}

/** A process started from here is noted; one of Node gets this guard as well, however clean its environment was made. */
replace(
  ChildProcess.prototype,
  'spawn',
  (spawn) =>
    function guarded(options) {
      const guard = `--import=${import.meta.url}`
      const others = (options.envPairs ?? []).filter((pair) => !/^(NODE_OPTIONS|CARREL_NETWORK_LOG)=/.test(pair))
      const nodeOptions = (options.envPairs ?? []).find((pair) => pair.startsWith('NODE_OPTIONS='))?.slice('NODE_OPTIONS='.length) ?? ''
      const all = nodeOptions.includes(guard) ? nodeOptions : `${nodeOptions} ${guard}`.trim()
      options.envPairs = [...others, `NODE_OPTIONS=${all}`, `CARREL_NETWORK_LOG=${log ?? ''}`]
      if (options.file !== process.execPath) note('program', String(options.file))
      return spawn.call(this, options)
    },
)

syncBuiltinESMExports()
note('guarded', process.argv.slice(1, 4).join(' '))
