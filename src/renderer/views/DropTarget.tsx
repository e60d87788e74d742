import { FolderDown } from 'lucide-react'
import { useEffect, useState } from 'react'
import { addDrop, addDroppedAddress } from '../actions/intake'
import { currentWorkspace, useWorkspaces } from '../stores/workspaces'
import { t } from '../texts'

function carriesFiles(event: DragEvent): boolean {
  const types = event.dataTransfer?.types ?? []
  return types.includes('Files') || types.includes('text/uri-list')
}

/** Makes the whole window take files and folders, and shows into which workspace they go. */
export function DropTarget() {
  const over = useDrop()
  const name = useWorkspaces((state) => currentWorkspace(state)?.name)
  if (!over) return null
  return (
    <div className="pointer-events-none fixed inset-0 z-50 p-3 motion-safe:animate-appear">
      <div className="flex h-full items-center justify-center rounded-2xl border-2 border-dashed border-accent bg-accent-soft/70 backdrop-blur-xs">
        <div className="flex max-w-[80%] flex-col items-center gap-2 rounded-2xl bg-raised px-12 py-9 text-center shadow-float">
          <FolderDown className="size-10 text-accent" strokeWidth={1.5} aria-hidden />
          <p className="font-serif text-2xl text-accent-strong">{name ? t('drop.into', { name }) : t('drop.first')}</p>
          <p className="text-ink-soft">{t('drop.hint')}</p>
        </div>
      </div>
    </div>
  )
}

/** A drag that is still over the window says so at least every 350 ms (HTML, drag-and-drop processing model). */
const silenceMs = 800

/**
 * Whether files are being dragged over the window; takes them when they are dropped. Enter and leave are not counted: a row that is
 * drawn anew under the pointer never says that it was left.
 */
function useDrop(): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const end = () => {
      clearTimeout(timer)
      setOver(false)
    }
    const hover = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
      clearTimeout(timer)
      timer = setTimeout(end, silenceMs)
      setOver(true)
    }
    const leave = (event: DragEvent) => event.relatedTarget === null && end()
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      end()
      if (!event.dataTransfer) return
      if (event.dataTransfer.types.includes('Files')) addDrop(event.dataTransfer)
      else addDroppedAddress(event.dataTransfer)
    }
    const listeners = Object.entries({ dragenter: hover, dragleave: leave, dragover: hover, drop }) as [string, EventListener][]
    for (const [type, listener] of listeners) window.addEventListener(type, listener)
    return () => {
      clearTimeout(timer)
      for (const [type, listener] of listeners) window.removeEventListener(type, listener)
    }
  }, [])
  return over
}
