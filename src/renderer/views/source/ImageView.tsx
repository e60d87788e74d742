import { useEffect, useRef, useState } from 'react'
import { accessHeaders, fileUrl } from '../../access'
import { messageOf } from '../../actions/attempt'
import { readPage } from '../../actions/viewer'
import { useViewer, type OpenSource } from '../../stores/viewer'
import { useWorkspaces } from '../../stores/workspaces'
import { t } from '../../texts'
import { Scroller } from '../../ui/Scroller'
import { useWidth } from '../../ui/useWidth'
import { Marks } from './Marks'
import type { PageSize } from './PageList'
import { useMarkHeld } from './useMarkHeld'
import { CannotShow, PageSkeleton } from './ViewStates'

const gap = 16

/** A picture with the passage marked on it. */
export function ImageView({ source }: { source: OpenSource }) {
  const { url, size, message } = useImage(source.document)
  const scroller = useRef<HTMLDivElement>(null)
  const width = useWidth(scroller)
  const zoom = useViewer((state) => state.zoom)
  const scale = size ? (zoom === 'width' ? Math.max(0.05, (width - 2 * gap) / size.width) : zoom) : 0
  useEffect(() => {
    if (scale) useViewer.setState({ page: 1, pages: 1, scale })
  }, [scale])
  useEffect(() => {
    const top = Math.min(...source.boxes.map(({ y }) => y))
    const node = scroller.current
    if (node && size && Number.isFinite(top)) node.scrollTo({ top: top * scale - node.clientHeight * 0.28 })
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [source.opening, size, width > 0])
  useMarkHeld(scroller, scale)
  if (message) return <CannotShow document={source.document} message={message} />
  return (
    <Scroller ref={scroller} className="bg-canvas p-4">
      {url && size ? (
        <div className="relative mx-auto shadow-card" style={{ width: size.width * scale, height: size.height * scale }}>
          <img src={url} alt={t('source.imageOf', { name: source.name })} className="h-full w-full max-w-none bg-white" />
          <Marks boxes={source.boxes} scale={scale} page={1} quote={source.quote} />
        </div>
      ) : (
        <PageSkeleton />
      )}
    </Scroller>
  )
}

/** The picture as a blob, since an image element cannot carry the token, and its size in points as it was read. */
function useImage(document: string) {
  const workspace = useWorkspaces((state) => state.current)
  const [image, setImage] = useState<{ url?: string; size?: PageSize; message?: string }>({})
  useEffect(() => {
    if (!workspace) return
    const control = new AbortController()
    const { signal } = control
    let url: string | undefined
    const load = async () => {
      const [response, page] = await Promise.all([
        fetch(fileUrl(workspace, document), { headers: accessHeaders(), signal }),
        readPage(document, 1, 0, signal).catch(() => null),
      ])
      if (!response.ok) throw new Error(t('errors.file', { status: response.status }))
      url = URL.createObjectURL(await response.blob())
      const size = page?.page.width ? page.page : await naturalSize(url)
      if (signal.aborted) URL.revokeObjectURL(url)
      else setImage({ url, size: { width: size.width, height: size.height } })
    }
    load().catch((error) => !signal.aborted && setImage({ message: messageOf(error) }))
    return () => {
      control.abort()
      if (url) URL.revokeObjectURL(url)
    }
  }, [workspace, document])
  return image
}

async function naturalSize(url: string): Promise<PageSize> {
  const image = new Image()
  image.src = url
  await image.decode()
  return { width: image.naturalWidth, height: image.naturalHeight }
}
