import { type Block, type Page, plainPage } from '../../page'
import { cleanText } from '../text/decodeText'
import { hiddenText } from '../text/hiddenText'
import { markupBody } from './markupBody'
import type { MailMessage } from './message'
import { plainBody } from './plainBody'

/** Share of the web page's letters that the plain text of the same message must have to stand for it. */
const enoughText = 0.4

/** A message as a page: its subject as the heading, who wrote to whom and when, the names of what came with it, then its text. */
export async function mailPage(message: MailMessage, attachments: readonly string[]): Promise<Page> {
  const blocks: Block[] = []
  const parts: string[] = []
  let length = 0
  const add = (kind: Block['kind'], text: string) => {
    if (text === '') return
    const start = length > 0 ? length + 2 : 0
    blocks.push({ kind, start, end: start + text.length, ...(kind === 'heading' ? { level: 1 } : {}) })
    parts.push(text)
    length = start + text.length
  }
  add('heading', oneLine(message.subject))
  const lines = message.headers.map(({ name, value }) => `${name}: ${oneLine(value)}`)
  if (attachments.length > 0) lines.push(`Attachments: ${attachments.join(', ')}`)
  add('paragraph', lines.join('\n'))
  const body = await bodyOf(message)
  const start = length > 0 && body.text !== '' ? length + 2 : length
  const text = body.text === '' ? parts.join('\n\n') : [...parts, body.text].join('\n\n')
  const shifted = body.blocks.map((block) => ({ ...block, start: block.start + start, end: block.end + start }))
  const hidden = [...(body.hidden ?? []).map((one) => ({ ...one, start: one.start + start, end: one.end + start })), ...hiddenText(text)]
  return { ...plainPage(1, text, [...blocks, ...shifted]), ...(hidden.length > 0 ? { hidden } : {}) }
}

/** The plain text of a message, or its web page where there is none or it says much less. */
async function bodyOf({ text, html }: MailMessage): Promise<Pick<Page, 'text' | 'blocks' | 'hidden'>> {
  const plain = trimEnds(cleanText(text ?? ''))
  const page = html === null ? null : await markupBody(html)
  if (!page || (plain !== '' && letters(plain) >= enoughText * letters(visible(page)))) return { text: plain, blocks: plainBody(plain) }
  return page
}

function visible({ text, hidden = [] }: Page): string {
  let kept = ''
  let at = 0
  for (const { start, end } of hidden.toSorted((a, b) => a.start - b.start)) {
    kept += text.slice(at, Math.max(at, start))
    at = Math.max(at, end)
  }
  return kept + text.slice(at)
}

function letters(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
}

function trimEnds(text: string): string {
  return text.replace(/^(?:[ \t]*\n)+/, '').trimEnd()
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}
