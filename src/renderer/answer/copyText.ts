import type { Answer } from '../../contract'
import { placeText } from '../placeText'
import { t } from '../texts'

/** An answer as it is copied: its text, and below it what each number stands for. */
export function copyText(text: string, citations: Answer['citations']): string {
  if (citations.length === 0) return text
  const sources = citations.map(
    (citation) => `[${citation.n}] ${citation.name}, ${placeText(citation)}: “${citation.quote.replaceAll(/\s+/g, ' ')}”`,
  )
  return [text, '', `${t('conversation.sources')}:`, ...sources].join('\n')
}
