import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist'
import { memo, useEffect, useRef, useState } from 'react'
import { t } from '../../texts'
import { Marks } from './Marks'
import type { ListedPage } from './PageList'

/** The largest canvas drawn, in pixels; beyond it a page is drawn coarser and stretched. */
const maxCanvasPixels = 16_000_000

interface PdfPageProps extends ListedPage {
  pdf: PDFDocumentProxy
}

/** One page: its picture, its selectable text and the marks. */
export const PdfPage = memo(function PdfPage({ pdf, page, size, scale, boxes, quote, onSize }: PdfPageProps) {
  const picture = useRef<HTMLDivElement>(null)
  const text = useRef<HTMLDivElement>(null)
  const proxy = useProxy(pdf, page, onSize)
  useEffect(() => {
    if (proxy && picture.current && text.current) return draw(proxy, scale, picture.current, text.current)
  }, [proxy, scale])
  return (
    <div
      role="group"
      aria-label={t('source.pageName', { page })}
      className="relative shrink-0 overflow-hidden rounded-xs bg-white shadow-card"
      style={{ width: Math.round(size.width * scale), height: Math.round(size.height * scale) }}
    >
      <div ref={picture} className="absolute inset-0 [&>canvas]:h-full [&>canvas]:w-full" />
      <Marks boxes={boxes} scale={scale} page={page} quote={quote} />
      <div ref={text} className="page-text" style={{ ['--total-scale-factor' as string]: scale }} />
    </div>
  )
})

function useProxy(pdf: PDFDocumentProxy, page: number, onSize: PdfPageProps['onSize']): PDFPageProxy | null {
  const [proxy, setProxy] = useState<PDFPageProxy | null>(null)
  useEffect(() => {
    let gone = false
    let loaded: PDFPageProxy | undefined
    const load = async () => {
      loaded = await pdf.getPage(page)
      if (gone) return
      const { width, height } = loaded.getViewport({ scale: 1 })
      onSize(page, { width, height })
      setProxy(loaded)
    }
    load().catch(() => {})
    return () => {
      gone = true
      loaded?.cleanup()
    }
  }, [pdf, page, onSize])
  return proxy
}

/** Draws off screen and swaps the picture in when it is whole, so that zooming never shows a blank page. Returns how to stop. */
function draw(proxy: PDFPageProxy, scale: number, picture: HTMLElement, text: HTMLElement): () => void {
  const viewport = proxy.getViewport({ scale })
  const wanted = window.devicePixelRatio || 1
  const density = Math.min(wanted, Math.sqrt(maxCanvasPixels / (viewport.width * viewport.height)))
  const canvas = document.createElement('canvas')
  canvas.width = Math.floor(viewport.width * density)
  canvas.height = Math.floor(viewport.height * density)
  const task = proxy.render({ canvas, viewport, transform: density === 1 ? undefined : [density, 0, 0, density, 0, 0] })
  let layer: { cancel(): void } | undefined
  let stopped = false
  const run = async () => {
    await task.promise
    if (stopped) return
    picture.replaceChildren(canvas)
    const { TextLayer } = await import('pdfjs-dist')
    if (stopped) return
    text.replaceChildren()
    const made = new TextLayer({ textContentSource: proxy.streamTextContent(), container: text, viewport })
    layer = made
    await made.render()
  }
  run().catch(() => {})
  return () => {
    stopped = true
    task.cancel()
    layer?.cancel()
  }
}
