/** Longest name of a document within its container. */
const maxLength = 400

/** What systems and programs leave in folders for themselves. */
const litter = /^(\..*|Thumbs\.db|ehthumbs\.db|desktop\.ini|~\$.*|.*~|Icon\r|__MACOSX|\$RECYCLE\.BIN|System Volume Information)$/i

/** Whether a file or folder of this name is nothing a person put there. */
export function isLitter(name: string): boolean {
  return litter.test(name)
}

/** A name to show: no control characters, no steps up or to the root, at most 400 characters. It is never a path on the disk. */
export function cleanName(wanted: string): string {
  const parts = wanted
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '')
    .split(/[/\\]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== '.' && part !== '..' && !/^[A-Za-z]:$/.test(part))
  return parts.join('/').slice(-maxLength) || 'unnamed'
}

/** A clean name that none of its siblings has: `x.pdf`, `x (2).pdf` … in the order they come. */
export function uniqueName(wanted: string, taken: Set<string>): string {
  const plain = cleanName(wanted)
  const dot = plain.lastIndexOf('.')
  const [stem, extension] = dot > plain.lastIndexOf('/') + 1 ? [plain.slice(0, dot), plain.slice(dot)] : [plain, '']
  let name = plain
  for (let n = 2; taken.has(name); n++) name = `${stem} (${n})${extension}`
  taken.add(name)
  return name
}
