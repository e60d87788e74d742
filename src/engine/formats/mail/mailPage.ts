import { type Block, type Page, plainPage } from '../../page'
import { dayOfMail } from '../text/dayOf'
import { cleanText } from '../text/decodeText'
import { hiddenText } from '../text/hiddenText'
import { bodyKept } from './bodyKept'
import { markupBody } from './markupBody'
import type { MailMessage } from './message'
import { plainBody } from './plainBody'

type Body = Pick<Page, 'text' | 'blocks' | 'hidden'>

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
  const sent = dayOfMail(message.headers.find(({ name }) => name === 'Date')?.value ?? '')
  return {
    ...plainPage(1, text, [...blocks, ...shifted]),
    ...(hidden.length > 0 ? { hidden } : {}),
    ...(sent ? { published: sent } : {}),
  }
}

/** What a message says: its plain text or its web page, both where each says something else. */
async function bodyOf({ text, html }: MailMessage): Promise<Body> {
  const plain = trimEnds(cleanText(text ?? ''))
  const written: Body = { text: plain, blocks: plainBody(plain) }
  const page = html === null ? null : await markupBody(html)
  const kept = page ? bodyKept(plain, visible(page)) : 'plain'
  if (!page || kept === 'plain') return written
  if (kept === 'page') return page
  const from = plain.length + 2
  const moved = <T extends { start: number; end: number }>(one: T): T => ({ ...one, start: one.start + from, end: one.end + from })
  const blocks = [...written.blocks, ...page.blocks.map(moved)]
  return { text: `${plain}\n\n${page.text}`, blocks, ...(page.hidden ? { hidden: page.hidden.map(moved) } : {}) }
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

function trimEnds(text: string): string {
  return text.replace(/^(?:[ \t]*\n)+/, '').trimEnd()
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}
