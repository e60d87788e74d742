import type { Transcript } from '../../../contract/transcript'

/** A conversation as Markdown. Nothing in it is fetched by whoever shows it: no image, no HTML. */
export function transcriptMarkdown({ title, workspace, at, turns }: Transcript): string {
  const parts = [`# ${escaped(title)}`, `*Conversation in ${escaped(workspace)}, ${at.slice(0, 10)}.*`]
  for (const { question, understood, answer, remark, unverified, sources } of turns) {
    parts.push(`## ${escaped(question)}`)
    if (understood) parts.push(`*Understood as: ${escaped(understood)}*`)
    if (answer) parts.push(inert(answer))
    if (remark) parts.push(`*${escaped(remark)}*`)
    if (unverified.length > 0) parts.push(['Not verified:', '', ...unverified.map((text) => `- ${escaped(text)}`)].join('\n'))
    if (sources.length > 0) parts.push(['Sources:', '', ...sources.map(sourceLine)].join('\n'))
  }
  return `${parts.join('\n\n')}\n`
}

/** An answer with its sources below, as it is copied. */
export function sourceLine({ n, name, place, quote }: Transcript['turns'][number]['sources'][number]): string {
  return `- [${n}] ${escaped(name)}, ${escaped(place)}: “${escaped(quote)}”`
}

/** Markdown of an answer that neither fetches nor runs anything: images and HTML become text. */
export function inert(markdown: string): string {
  return markdown.replaceAll('![', '!\\[').replaceAll(/<(?=[\p{L}/!?])/gu, '&lt;')
}

/** Words of a document, which mean nothing in Markdown. */
function escaped(text: string): string {
  return text
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\\`*_[\]<>|#~!]/gu, (sign) => `\\${sign}`)
    .replaceAll(/\b(https?|ftp|mailto|www)(?=[:.])/giu, '$1\u2060')
}
