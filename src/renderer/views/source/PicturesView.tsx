import { useEffect, useState } from 'react'
import { messageOf } from '../../actions/attempt'
import { readPage, readPicture } from '../../actions/viewer'
import { useViewer, type OpenSource } from '../../stores/viewer'
import { t } from '../../texts'
import { Marks } from './Marks'
import { type ListedPage, PageList, type PageSize } from './PageList'
import { CannotShow, PageSkeleton } from './ViewStates'

/** Pixels across and down of a picture on the screen: steps, so that zooming does not ask for each size in between. */
const pixelSteps = [800, 1_600, 3_200]

type Opened = { state: 'opening' } | { state: 'failed'; message: string } | { state: 'open'; pages: number; size: PageSize }

/** The pages of a picture that no browser draws, as the host draws them. */
export function PicturesView({ source }: { source: OpenSource }) {
  const opened = useOpened(source)
  if (opened.state === 'opening') return <PageSkeleton />
  if (opened.state === 'failed') return <CannotShow document={source.document} message={opened.message} />
  return (
    <PageList
      pages={opened.pages}
      firstSize={opened.size}
      source={source}
      draw={(page) => <PicturePage document={source.document} {...page} />}
    />
  )
}

/** How many pages there are, and the size of the first that is shown, as they were read. */
function useOpened({ document, page }: OpenSource): Opened {
  const [opened, setOpened] = useState<Opened>({ state: 'opening' })
  const [firstPage] = useState(page)
  useEffect(() => {
    const control = new AbortController()
    const open = async () => {
      const read = await readPage(document, firstPage, 0, control.signal)
      if (control.signal.aborted) return
      useViewer.setState({ pages: read.pages })
      setOpened({ state: 'open', pages: read.pages, size: sizeOf(read.page) })
    }
    open().catch((error) => !control.signal.aborted && setOpened({ state: 'failed', message: messageOf(error) }))
    return () => control.abort()
  }, [document, firstPage])
  return opened
}

function PicturePage({ document, page, size, scale, boxes, quote, onSize }: ListedPage & { document: string }) {
  const wanted = Math.max(size.width, size.height) * scale * (window.devicePixelRatio || 1)
  const { url, message } = usePicture(document, page, pixelSteps.find((step) => step >= wanted) ?? pixelSteps.at(-1)!)
  useEffect(() => {
    const control = new AbortController()
    readPage(document, page, 0, control.signal).then(
      (read) => onSize(page, sizeOf(read.page)),
      () => {},
    )
    return () => control.abort()
  }, [document, page, onSize])
  return (
    <div
      role="group"
      aria-label={t('source.pageName', { page })}
      className="relative shrink-0 overflow-hidden rounded-xs bg-white shadow-card"
      style={{ width: Math.round(size.width * scale), height: Math.round(size.height * scale) }}
    >
      {url && <img src={url} alt={t('source.pageName', { page })} className="absolute inset-0 h-full w-full max-w-none" />}
      {message && (
        <p role="alert" className="p-6 text-center text-pretty text-neutral-600">
          {message}
        </p>
      )}
      <Marks boxes={boxes} scale={scale} page={page} quote={quote} />
    </div>
  )
}

/** A page as an image; the one before stays until a finer one is there. */
function usePicture(document: string, page: number, most: number): { url?: string; message?: string } {
  const [picture, setPicture] = useState<{ url?: string; message?: string }>({})
  useEffect(() => {
    const control = new AbortController()
    readPicture(document, page, most, control.signal).then(
      (blob) => !control.signal.aborted && setPicture({ url: URL.createObjectURL(blob) }),
      (error) => !control.signal.aborted && setPicture({ message: messageOf(error) }),
    )
    return () => control.abort()
  }, [document, page, most])
  const { url } = picture
  useEffect(() => () => void (url && URL.revokeObjectURL(url)), [url])
  return picture
}

/** That of a page that was not read is that of a sheet. */
function sizeOf({ width, height }: { width?: number | undefined; height?: number | undefined }): PageSize {
  return width && height ? { width, height } : { width: 595, height: 842 }
}
