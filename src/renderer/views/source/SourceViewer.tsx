import { useDocuments } from '../../stores/documents'
import { useViewer } from '../../stores/viewer'
import { t } from '../../texts'
import { ImageView } from './ImageView'
import { PageStrip } from './PageStrip'
import { PdfView } from './PdfView'
import { SourceBar } from './SourceBar'
import { showsAs } from './showsAs'
import { TextView } from './TextView'

/** The source zone: the page a passage stands on, with the passage marked. */
export function SourceViewer() {
  const source = useViewer((state) => state.source)
  const mode = useViewer((state) => state.mode)
  const mediaType = useDocuments((state) => (source ? (state.byId.get(source.document)?.mediaType ?? null) : null))
  if (!source) return <p className="flex h-full items-center justify-center p-6 text-center text-ink-faint">{t('source.empty')}</p>
  const look = showsAs(mediaType, source.name)
  const shown = mode === 'text' ? 'text' : look
  return (
    <div className="flex h-full flex-col">
      <SourceBar source={source} look={look} />
      <PageStrip document={source.document} />
      <div className="min-h-0 flex-1">
        {shown === 'pdf' && <PdfView key={source.document} source={source} />}
        {shown === 'image' && <ImageView key={source.document} source={source} />}
        {shown === 'text' && <TextView key={source.document} source={source} />}
      </div>
    </div>
  )
}
