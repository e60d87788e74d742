/** A line of a cue without its signs. */
export interface Line {
  speaker?: string
  text: string
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', nbsp: ' ', lrm: '', rlm: '', quot: '"', apos: "'" }

/** What a line of a cue says: tags, times within it, positions and readings beside ideographs are gone, the speaker is told apart. */
export function plainLine(line: string): Line {
  const voice = /<v(?:\.[^\s>]*)?\s+([^>]{1,100})>/i.exec(line)
  const text = line
    .replace(/<rt>[^<]*<\/rt>/gi, '')
    .replace(/<\/?[a-z\d][^<>]{0,200}>|\{\\[^{}]{0,200}\}|\{\d+\}\{\d+\}/gi, '')
    .replace(/&(#\d{1,7}|#x[\da-f]{1,6}|\w{2,6});/gi, (whole, name: string) => entities[name.toLowerCase()] ?? numbered(name) ?? whole)
    .replace(/\\[Nn]|\[br\]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return voice ? { speaker: voice[1]!.trim(), text } : { text }
}

function numbered(name: string): string | undefined {
  if (!name.startsWith('#')) return undefined
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : ''
}
