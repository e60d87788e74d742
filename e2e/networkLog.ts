import { existsSync, readFileSync } from 'node:fs'

/** A line the network guard wrote. `guarded` says that a process or thread is under guard; everything else is an attempt. */
export interface NetworkNote {
  pid: number
  thread: number
  kind: 'guarded' | 'connect' | 'listen' | 'dns' | 'dgram' | 'program'
  target: string
  from?: string[]
}

/** Everything the guards of all processes have noted in a file. */
export function readNotes(file: string): NetworkNote[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as NetworkNote)
}

/** Attempts to reach anything but this machine, or to start a program that is not under guard. */
export function attemptsIn(file: string): NetworkNote[] {
  return readNotes(file).filter((note) => note.kind !== 'guarded')
}

/** Ids of the processes under guard. */
export function guardedPids(file: string): number[] {
  return [...new Set(readNotes(file).flatMap((note) => (note.kind === 'guarded' ? [note.pid] : [])))]
}
