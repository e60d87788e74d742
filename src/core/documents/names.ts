import { extname } from 'node:path'

/** The first free name of `x.pdf`, `x (2).pdf`, `x (3).pdf` … */
export function freeName(wanted: string, taken: (name: string) => boolean): string {
  if (!taken(wanted)) return wanted
  const extension = extname(wanted)
  const stem = wanted.slice(0, wanted.length - extension.length)
  for (let n = 2; ; n++) {
    const name = `${stem} (${n})${extension}`
    if (!taken(name)) return name
  }
}
