import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A network of its own for the processes put into it: loopback and nothing else. Linux only, and for root only. */
export interface QuietNetwork {
  /** Command to put before another one, so that it runs there. */
  prefix: string[]
  /** Times the kernel was asked for a way to anywhere else, by any process there: proc_net_snmp, IpOutNoRoutes and Ip6OutNoRoutes. */
  attempts(): number
  /** Writes a script that runs a program there, for those who take only one file name. */
  wrap(program: string, folder: string): string
  close(): void
}

/** Why there can be no quiet network on this machine, or null. */
export function noQuietNetwork(): string | null {
  if (process.platform !== 'linux') return 'network namespaces exist on Linux only'
  try {
    execFileSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'pipe' })
    execFileSync('nsenter', ['--version'], { stdio: 'pipe' })
    return null
  } catch (error) {
    return `unshare -n, ip and nsenter are needed, with the right to use them: ${String(error).split('\n')[0]}`
  }
}

export async function openQuietNetwork(): Promise<QuietNetwork> {
  const holder = spawn('unshare', ['-n', 'sh', '-c', 'ip link set lo up && echo up && exec sleep 100000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    holder.stdout.once('data', () => resolve())
    holder.once('exit', (code) => reject(new Error(`unshare ended with code ${code}`)))
  })
  const prefix = ['nsenter', '-t', String(holder.pid), '-n']
  return {
    prefix,
    attempts: () => outNoRoutes(holder.pid as number),
    wrap: (program, folder) => {
      mkdirSync(folder, { recursive: true })
      const script = join(folder, 'in-quiet-network')
      writeFileSync(script, `#!/bin/sh\nexec ${prefix.join(' ')} -- '${program}' "$@"\n`)
      chmodSync(script, 0o755)
      return script
    },
    close: () => void holder.kill('SIGKILL'),
  }
}

function outNoRoutes(pid: number): number {
  const [names, values] = readFileSync(`/proc/${pid}/net/snmp`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Ip:'))
    .map((line) => line.split(' ')) as [string[], string[]]
  const six = /^Ip6OutNoRoutes\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/net/snmp6`, 'utf8'))
  return Number(values[names.indexOf('OutNoRoutes')]) + Number(six?.[1] ?? 0)
}
