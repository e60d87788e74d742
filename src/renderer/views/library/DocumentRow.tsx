import { Ellipsis, Eye, KeyRound, RotateCw, Tag, Trash2 } from 'lucide-react'
import { memo } from 'react'
import type { Document } from '../../../contract'
import { askPassword, checkDocument, removeDocuments, retryDocuments } from '../../actions/documents'
import { editTags } from '../../actions/tags'
import { openDocument } from '../../actions/viewer'
import { depthOf, groupOf, splitName, useDocuments } from '../../stores/documents'
import { useViewer } from '../../stores/viewer'
import { t } from '../../texts'
import { Checkbox } from '../../ui/Checkbox'
import { classes } from '../../ui/classes'
import { IconButton } from '../../ui/IconButton'
import { Menu, MenuItem, MenuLine } from '../../ui/Menu'
import { DocumentState } from './DocumentState'
import { FormatIcon } from './FormatIcon'

/** Height of a row in CSS pixels. */
export const rowHeight = 52

/** How far a document that lies in others stands to the right. */
const depths = ['', 'ml-5', 'ml-9', 'ml-12', 'ml-14']

interface DocumentRowProps {
  id: string
  /** Whether Tab reaches this row; the arrow keys move from one row to the next. */
  active: boolean
}

/** One document; it redraws only when this document changes. */
export const DocumentRow = memo(function DocumentRow({ id, active }: DocumentRowProps) {
  const document = useDocuments((state) => state.byId.get(id))
  const checked = useDocuments((state) => state.checked.has(id))
  const depth = useDocuments((state) => depthOf(state, id))
  const container = useDocuments((state) => (document?.parent ? state.byId.get(document.parent)?.name : undefined))
  const open = useViewer((state) => state.source?.document === id)
  if (!document) return null
  const { base, folder } = splitName(container ? document.name.slice(container.length + 1) : document.name)
  const tabIndex = active ? 0 : -1
  return (
    <div
      className={classes(
        'group relative flex h-full items-center gap-2.5 rounded-lg pr-1 pl-2.5 hover:bg-hover',
        depths[Math.min(depth, depths.length - 1)],
        open && 'bg-accent-soft hover:bg-accent-soft [&_.text-ink-faint]:text-ink-soft',
      )}
    >
      <Checkbox
        checked={checked}
        tabIndex={tabIndex}
        onChange={(on) => checkDocument(id, on)}
        label={t('library.check', { name: document.name })}
        className="relative z-10"
      />
      <FormatIcon document={document} />
      <div className="min-w-0 flex-1">
        <button
          type="button"
          data-open
          tabIndex={tabIndex}
          aria-label={t('library.open', { name: document.name })}
          title={document.name}
          onClick={() => openDocument(id, document.name)}
          className="block w-full truncate text-left text-sm after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
        >
          {base}
        </button>
        <DocumentState document={document} folder={folder} />
      </div>
      <RowActions document={document} tabIndex={tabIndex} />
    </div>
  )
})

function RowActions({ document, tabIndex }: { document: Document; tabIndex: number }) {
  const group = groupOf(document.status)
  const again = group !== 'working'
  const locked = group === 'locked'
  return (
    <div className="relative z-10 flex">
      {locked && (
        <IconButton
          tabIndex={tabIndex}
          label={t('password.enter', { name: document.name })}
          onClick={() => askPassword(document.id, document.name)}
        >
          <KeyRound />
        </IconButton>
      )}
      {(group === 'failed' || group === 'cancelled') && (
        <IconButton
          tabIndex={tabIndex}
          label={t('library.retry', { name: document.name })}
          onClick={() => void retryDocuments([document.id])}
        >
          <RotateCw />
        </IconButton>
      )}
      <Menu
        align="end"
        trigger={
          <IconButton
            tabIndex={tabIndex}
            label={t('library.more', { name: document.name })}
            className="hidden group-focus-within:inline-flex group-hover:inline-flex data-[state=open]:inline-flex pointer-coarse:inline-flex"
          >
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem icon={<Eye />} onSelect={() => openDocument(document.id, document.name)}>
          {t('library.openAction')}
        </MenuItem>
        <MenuItem icon={<RotateCw />} disabled={!again} onSelect={() => void retryDocuments([document.id])}>
          {t('library.readAgain')}
        </MenuItem>
        <MenuItem icon={<Tag />} onSelect={() => editTags([document.id])}>
          {t('tags.menu')}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<Trash2 />} bad onSelect={() => void removeDocuments([document.id])}>
          {t('library.remove')}
        </MenuItem>
      </Menu>
    </div>
  )
}
