import { useEffect, useRef, useState } from 'react'
import type { DocumentPage } from '../../../contract'
import { messageOf } from '../../actions/attempt'
import { readPage } from '../../actions/viewer'
import { useDocuments } from '../../stores/documents'
import { useViewer, type OpenSource } from '../../stores/viewer'
import { t } from '../../texts'
import { Scroller } from '../../ui/Scroller'
import { TextPage } from './TextPage'

/** What was read of a page, block by block, with the passage marked and hidden text greyed. */
export function TextView({ source }: { source: OpenSource }) {
  const page = useViewer((state) => state.page)
  const { content, message } = usePageText(source.document, page)
  const scroller = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (content?.page !== page) return
    const mark = scroller.current?.querySelector('mark')
    if (mark && page === source.page) mark.scrollIntoView({ block: 'center' })
    else scroller.current?.scrollTo({ top: 0 })
  }, [source.opening, source.page, content, page])
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
          {content.title && <p className="mb-3 text-xs font-medium text-ink-faint">{content.title}</p>}
          <Notice content={content} />
          <TextPage content={content} spans={source.spans.filter((span) => span.page === content.page)} />
        </article>
      )}
    </Scroller>
  )
}

function Notice({ content }: { content: DocumentPage }) {
  const recognised = content.source !== 'text'
  const hidden = (content.hidden?.length ?? 0) > 0
  if (!recognised && !hidden) return null
  return (
    <p className="mb-4 rounded-lg bg-sunken px-3 py-2 text-xs text-ink-soft">
      {recognised &&
        (content.confidence === undefined
          ? t('source.recognised')
          : t('source.recognisedWith', { percent: Math.round(content.confidence) }))}{' '}
      {hidden && t('source.hidden')}
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

function usePageText(document: string, page: number) {
  const [read, setRead] = useState<{ content?: DocumentPage; message?: string }>({})
  const status = useDocuments((state) => state.byId.get(document)?.status)
  useEffect(() => {
    const control = new AbortController()
    readPage(document, page, control.signal).then(
      ({ page: content, pages }) => {
        if (control.signal.aborted) return
        useViewer.setState({ pages })
        setRead({ content })
      },
      (error) => !control.signal.aborted && setRead({ message: messageOf(error) }),
    )
    return () => control.abort()
  }, [document, page, status])
  return read
}
