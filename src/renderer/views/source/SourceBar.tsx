import { ChevronLeft, ChevronRight, Minus, MoveHorizontal, Plus, X } from 'lucide-react'
import { useState } from 'react'
import { closeSource, goToPage } from '../../actions/viewer'
import { dayText } from '../../figures'
import { splitName, useDocuments } from '../../stores/documents'
import { nextZoom, useViewer, type OpenSource } from '../../stores/viewer'
import { t } from '../../texts'
import { IconButton } from '../../ui/IconButton'
import { Segments } from '../../ui/Segments'
import { FormatIcon } from '../library/FormatIcon'
import type { Look } from './showsAs'

/** Name, page, zoom and the choice between the original and its text. */
export function SourceBar({ source, look }: { source: OpenSource; look: Look }) {
  const mode = useViewer((state) => state.mode)
  const mediaType = useDocuments((state) => state.byId.get(source.document)?.mediaType ?? null)
  const published = useDocuments((state) => state.byId.get(source.document)?.published)
  return (
    <div className="shrink-0 border-b border-line">
      <div className="flex h-12 items-center gap-2 pr-2 pl-4">
        <FormatIcon document={{ name: source.name, mediaType }} />
        <h2 className="min-w-0 flex-1 truncate text-sm font-medium" title={source.name}>
          {splitName(source.name).base}
        </h2>
        {published && (
          <span className="shrink-0 text-xs text-ink-faint tabular-nums">{t('source.published', { date: dayText(published) })}</span>
        )}
        <IconButton label={t('source.close')} onClick={closeSource}>
          <X />
        </IconButton>
      </div>
      <div className="flex min-h-9 flex-wrap items-center gap-1 px-2 pb-2">
        <PageSteps />
        <span className="flex-1" />
        {look !== 'text' && mode === 'page' && <Zoom />}
        {look !== 'text' && (
          <Segments
            label={t('source.mode')}
            value={mode}
            onChange={(value) => useViewer.setState({ mode: value })}
            options={[
              { value: 'page', label: t('source.page') },
              { value: 'text', label: t('source.text') },
            ]}
          />
        )}
      </div>
    </div>
  )
}

function PageSteps() {
  const page = useViewer((state) => state.page)
  const pages = useViewer((state) => state.pages)
  const [typed, setTyped] = useState<{ while: number; text: string } | null>(null)
  const shown = typed?.while === page ? typed.text : String(page)
  const go = () => {
    if (shown !== String(page) && Number(shown) > 0) goToPage(Number(shown))
    setTyped(null)
  }
  return (
    <div className="flex items-center gap-0.5">
      <IconButton label={t('source.previous')} disabled={page <= 1} onClick={() => goToPage(page - 1)}>
        <ChevronLeft />
      </IconButton>
      <form
        className="flex items-center gap-1.5 text-xs text-ink-soft tabular-nums"
        onSubmit={(event) => {
          event.preventDefault()
          go()
        }}
      >
        <input
          aria-label={t('source.pageNumber')}
          value={shown}
          inputMode="numeric"
          onFocus={(event) => event.target.select()}
          onChange={(event) => setTyped({ while: page, text: event.target.value.replace(/\D/g, '') })}
          onBlur={go}
          className="h-6 w-10 rounded-md border border-line bg-surface text-center outline-none focus-visible:border-accent"
        />
        <span>{t('source.ofPages', { pages: pages || '…' })}</span>
      </form>
      <IconButton label={t('source.next')} disabled={page >= pages} onClick={() => goToPage(page + 1)}>
        <ChevronRight />
      </IconButton>
    </div>
  )
}

function Zoom() {
  const zoom = useViewer((state) => state.zoom)
  const scale = useViewer((state) => state.scale)
  return (
    <div role="group" aria-label={t('source.zoom')} className="mr-1 flex items-center">
      <IconButton label={t('source.zoomOut')} onClick={() => useViewer.setState({ zoom: nextZoom(scale, -1) })}>
        <Minus />
      </IconButton>
      <span className="w-10 text-center text-xs text-ink-soft tabular-nums">{Math.round(scale * 100)}%</span>
      <IconButton label={t('source.zoomIn')} onClick={() => useViewer.setState({ zoom: nextZoom(scale, 1) })}>
        <Plus />
      </IconButton>
      <IconButton
        label={t('source.fitWidth')}
        aria-pressed={zoom === 'width'}
        disabled={zoom === 'width'}
        onClick={() => useViewer.setState({ zoom: 'width' })}
      >
        <MoveHorizontal />
      </IconButton>
    </div>
  )
}
