import { useEffect, useRef, useState } from 'react'
import type { DocumentPage } from '../../../contract'
import { messageOf } from '../../actions/attempt'
import { readPage } from '../../actions/viewer'
import { useDocuments } from '../../stores/documents'
import { useViewer, type OpenSource } from '../../stores/viewer'
import { t } from '../../texts'
import { Scroller } from '../../ui/Scroller'
import { TextPage } from './TextPage'
import { useMarkHeld } from './useMarkHeld'

/** What was read of a page, block by block, with the passage marked and hidden text greyed. */
export function TextView({ source }: { source: OpenSource }) {
  const page = useViewer((state) => state.page)
  const spans = source.spans.filter((span) => span.page === page)
  const [around, setAround] = useAround(source, page)
  const { content, cut, message } = usePageText(source.document, page, around)
  const scroller = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (content?.page !== page) return
    const mark = scroller.current?.querySelector('mark')
    if (mark && page === source.page) mark.scrollIntoView({ block: 'center' })
    else scroller.current?.scrollTo({ top: 0 })
  }, [source.opening, source.page, content, page])
  useMarkHeld(scroller, content?.page ?? 0)
  const at = cut?.start ?? 0
  const end = at + (content?.text.length ?? 0)
  return (
    <Scroller ref={scroller}>
      {message && (
        <p role="alert" className="p-6 text-center text-bad">
          {message}
        </p>
      )}
      {!content && !message && <TextSkeleton />}
      {content && (
        <article aria-label={t('source.pageName', { page: content.page })} className="mx-auto max-w-2xl px-6 py-6">
          {content.title && !content.text.trimStart().startsWith(content.title) && (
            <p className="mb-3 text-xs font-medium text-ink-faint">{content.title}</p>
          )}
          <Notice content={content} />
          {cut && cut.start > 0 && (
            <Further label={t('source.earlier')} onGo={() => setAround(Math.max(0, cut.start - content.text.length / 4))} />
          )}
          <TextPage content={content} spans={spans.map((span) => ({ ...span, start: span.start - at, end: span.end - at }))} />
          {cut && end < cut.length && <Further label={t('source.later')} onGo={() => setAround(end + content.text.length / 4)} />}
        </article>
      )}
    </Scroller>
  )
}

/** The character a cut page is to hold: where the passage begins, until the reader goes on from there. */
function useAround(source: OpenSource, page: number): [number, (character: number) => void] {
  const first = source.spans.find((span) => span.page === page)?.start ?? 0
  const [moved, setMoved] = useState<{ opening: number; page: number; to: number } | null>(null)
  const around = moved?.opening === source.opening && moved.page === page ? moved.to : first
  return [around, (to) => setMoved({ opening: source.opening, page, to: Math.round(to) })]
}

/** A long page is shown in parts. */
function Further({ label, onGo }: { label: string; onGo: () => void }) {
  return (
    <button
      type="button"
      onClick={onGo}
      className="my-2 w-full rounded-lg border border-line py-1.5 text-xs font-medium text-accent hover:bg-hover"
    >
      {label}
    </button>
  )
}

/** More would be longer than what they are a note to. */
const mostDoubtful = 12

function Notice({ content }: { content: DocumentPage }) {
  const recognised = content.source !== 'text'
  const hidden = (content.hidden?.length ?? 0) > 0
  const words = (content.doubtful ?? []).map(({ start, end }) => content.text.slice(start, end))
  const doubtful = words.length > mostDoubtful ? [...words.slice(0, mostDoubtful), '…'] : words
  if (!recognised && !hidden) return null
  return (
    <p className="mb-4 rounded-lg bg-sunken px-3 py-2 text-xs text-ink-soft">
      {recognised &&
        (content.confidence === undefined
          ? t('source.recognised')
          : t('source.recognisedWith', { percent: Math.round(content.confidence) }))}{' '}
      {doubtful.length > 0 && t('source.doubtful', { words: doubtful.join(', ') })} {hidden && t('source.hidden')}
    </p>
  )
}

function TextSkeleton() {
  return (
    <div aria-busy="true" aria-label={t('source.opening')} className="mx-auto flex max-w-2xl flex-col gap-3 px-6 py-8">
      {[45, 96, 92, 97, 60, 94, 90].map((width) => (
        <div key={width} className="h-3 skeleton" style={{ width: `${width}%` }} />
      ))}
    </div>
  )
}

function usePageText(document: string, page: number, around: number) {
  const [read, setRead] = useState<{ content?: DocumentPage; cut?: { start: number; length: number } | undefined; message?: string }>({})
  const status = useDocuments((state) => state.byId.get(document)?.status)
  useEffect(() => {
    const control = new AbortController()
    readPage(document, page, around, control.signal).then(
      ({ page: content, pages, cut }) => {
        if (control.signal.aborted) return
        useViewer.setState({ pages })
        setRead({ content, cut })
      },
      (error) => !control.signal.aborted && setRead({ message: messageOf(error) }),
    )
    return () => control.abort()
  }, [document, page, around, status])
  return read
}
