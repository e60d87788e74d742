import { memo, useMemo, type ReactNode } from 'react'
import type { Anchor, Block, DocumentPage, Span } from '../../../contract'
import { placeText } from '../../placeText'
import { t } from '../../texts'
import { classes } from '../../ui/classes'
import { anchorIn } from './anchors'
import { blocksOf, cellsOf, type Item, itemsOf, piecesOf } from './pieces'
import { TextTable } from './TextTable'

interface TextPageProps {
  content: DocumentPage
  spans: readonly Span[]
}

type Show = (range: { start: number; end: number }) => ReactNode

/** The blocks of a page, each in the manner of its kind. */
export const TextPage = memo(function TextPage({ content, spans }: TextPageProps) {
  const blocks = useMemo(() => blocksOf(content), [content])
  const show: Show = (range) =>
    piecesOf(content.text, range, spans, content.hidden ?? []).map(({ start, text, marked, hidden }) => {
      const className = hidden ? 'text-ink-faint line-through decoration-line-strong' : undefined
      const title = hidden ? t('source.hiddenTitle') : undefined
      if (!marked) {
        return className ? (
          <span key={start} className={className} title={title}>
            {text}
          </span>
        ) : (
          text
        )
      }
      return (
        <mark key={start} className={classes('rounded-sm bg-mark-soft box-decoration-clone py-0.5 text-ink', className)} title={title}>
          {text}
        </mark>
      )
    })
  return (
    <div className="text-base leading-relaxed break-words">
      {blocks.map((block) => (
        <TextBlock
          key={block.start}
          block={block}
          text={content.text}
          anchors={content.anchors ?? []}
          spans={spans}
          show={show}
          flows={content.width > 0}
        />
      ))}
    </div>
  )
})

const headings = ['text-xl', 'text-lg', 'text-base', 'text-base']

interface TextBlockProps {
  block: Block
  text: string
  anchors: readonly Anchor[]
  spans: readonly Span[]
  show: Show
  /** Lines end where the paper did, so that a paragraph is set anew. */
  flows: boolean
}

function TextBlock({ block, text, anchors, spans, show, flows }: TextBlockProps) {
  if (block.kind === 'heading') {
    const sign = /^#{1,6}\s+/.exec(text.slice(block.start, block.end))?.[0].length ?? 0
    const size = headings[Math.min((block.level ?? 2) - 1, headings.length - 1)]
    return (
      <p role="heading" aria-level={block.level ?? 2} className={classes('mt-6 mb-2 font-semibold tracking-tight first:mt-0', size)}>
        {show({ start: block.start + sign, end: block.end })}
      </p>
    )
  }
  if (block.kind === 'list') return <TextList items={itemsOf(text, block)} show={show} flows={flows} />
  if (block.kind === 'table') return <TextTable rows={cellsOf(text, block)} anchors={anchors} spans={spans} show={show} />
  const time = block.kind === 'paragraph' ? anchorIn(anchors, block) : undefined
  return (
    <div
      className={classes(
        'off-screen-cheap mb-3 whitespace-pre-wrap',
        looks[block.kind],
        flows && block.kind === 'paragraph' && 'whitespace-normal',
      )}
    >
      {time?.place.kind === 'time' && (
        <span className="mr-2 text-xs text-ink-faint tabular-nums select-none">{placeText({ page: 1, place: time.place })}</span>
      )}
      {show(block)}
    </div>
  )
}

function TextList({ items, show, flows }: { items: readonly Item[]; show: Show; flows: boolean }) {
  return (
    <ul className="off-screen-cheap mb-3 flex flex-col gap-1">
      {items.map((item) => (
        <li key={item.start} className="flex gap-2.5" style={{ paddingLeft: `${1 + item.depth * 1.25}rem` }}>
          {item.sign && <span className="shrink-0 text-ink-faint tabular-nums select-none">{item.sign}</span>}
          <span className={classes('min-w-0', !flows && 'whitespace-pre-wrap')}>{show(item)}</span>
        </li>
      ))}
    </ul>
  )
}

const looks: Partial<Record<Block['kind'], string>> = {
  code: 'overflow-x-auto rounded-lg border border-line bg-sunken p-3 font-mono text-sm whitespace-pre',
  quote: 'border-l-2 border-line-strong pl-4 text-ink-soft',
  caption: 'text-sm text-ink-soft italic',
}
