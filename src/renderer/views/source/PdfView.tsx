import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useState } from 'react'
import { messageOf } from '../../actions/attempt'
import { useViewer, type OpenSource } from '../../stores/viewer'
import { useWorkspaces } from '../../stores/workspaces'
import { openPdf } from './openPdf'
import { PageList, type PageSize } from './PageList'
import { PdfPage } from './PdfPage'
import { CannotShow, PageSkeleton } from './ViewStates'

type Opened = { state: 'opening' } | { state: 'failed'; message: string } | { state: 'open'; pdf: PDFDocumentProxy; size: PageSize }

/** The pages of a PDF as they look. */
export function PdfView({ source }: { source: OpenSource }) {
  const opened = usePdf(source)
  if (opened.state === 'opening') return <PageSkeleton />
  if (opened.state === 'failed') return <CannotShow document={source.document} message={opened.message} />
  const { pdf, size } = opened
  return <PageList pages={pdf.numPages} firstSize={size} source={source} draw={(page) => <PdfPage pdf={pdf} {...page} />} />
}

function usePdf({ document, page }: OpenSource): Opened {
  const [opened, setOpened] = useState<Opened>({ state: 'opening' })
  const [firstPage] = useState(page)
  const workspace = useWorkspaces((state) => state.current)
  useEffect(() => {
    if (!workspace) return
    const control = new AbortController()
    const open = async () => {
      const { pdf } = await openPdf(workspace, document, control.signal)
      const first = await pdf.getPage(Math.min(firstPage, pdf.numPages))
      const { width, height } = first.getViewport({ scale: 1 })
      if (control.signal.aborted) return
      useViewer.setState({ pages: pdf.numPages })
      setOpened({ state: 'open', pdf, size: { width, height } })
    }
    open().catch((error) => !control.signal.aborted && setOpened({ state: 'failed', message: messageOf(error) }))
    return () => control.abort()
  }, [workspace, document, firstPage])
  return opened
}
