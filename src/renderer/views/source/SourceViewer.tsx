import { groupOf, useDocuments } from '../../stores/documents'
import { useViewer, type OpenSource } from '../../stores/viewer'
import { t } from '../../texts'
import { ImageView } from './ImageView'
import { PageStrip } from './PageStrip'
import { PdfView } from './PdfView'
import { showsAs, type Look } from './showsAs'
import { PicturesView } from './PicturesView'
import { SourceBar } from './SourceBar'
import { TextView } from './TextView'
import { Unread } from './Unread'

/** The source zone: the page a passage stands on, with the passage marked. */
export function SourceViewer() {
  const source = useViewer((state) => state.source)
  const mode = useViewer((state) => state.mode)
  const document = useDocuments((state) => (source ? state.byId.get(source.document) : undefined))
  if (!source) return <p className="flex h-full items-center justify-center p-6 text-center text-ink-faint">{t('source.empty')}</p>
  const look = showsAs(document?.mediaType ?? null, source.name)
  const unread = document !== undefined && ['failed', 'locked'].includes(groupOf(document.status))
  return (
    <div className="flex h-full flex-col">
      <SourceBar source={source} look={look} />
      {unread && <Unread document={document} />}
      <PageStrip document={source.document} />
      <div className="min-h-0 flex-1">
        {!(unread && look === 'text') && <View look={mode === 'text' ? 'text' : look} source={source} />}
      </div>
    </div>
  )
}

function View({ look, source }: { look: Look; source: OpenSource }) {
  if (look === 'pdf') return <PdfView key={source.document} source={source} />
  if (look === 'pictures') return <PicturesView key={source.document} source={source} />
  if (look === 'image') return <ImageView key={source.document} source={source} />
  return <TextView key={source.document} source={source} />
}
