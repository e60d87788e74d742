import { Command } from 'cmdk'
import {
  FilePlus,
  FileText,
  FolderPlus,
  FolderTree,
  LayoutGrid,
  LibraryBig,
  MessageSquare,
  MessageSquarePlus,
  MessagesSquare,
  Settings as Gear,
  SunMoon,
} from 'lucide-react'
import { useMemo, useState, type ReactNode } from 'react'
import { newChat, openChat } from '../actions/chats'
import { chooseFiles } from '../actions/intake'
import { changeSettings } from '../actions/settings'
import { openDocument } from '../actions/viewer'
import { newWorkspaceDialog, openWorkspace, showOverview } from '../actions/workspaces'
import { searchPassages } from '../actions/search'
import { useChat } from '../stores/chat'
import { filterDocuments, useDocuments } from '../stores/documents'
import { useLayout } from '../stores/layout'
import { useSettings } from '../stores/settings'
import { useWorkspaces } from '../stores/workspaces'
import { t } from '../texts'
import { Dialog } from '../ui/Dialog'

const shownDocuments = 20
const row =
  'flex h-9 items-center gap-2.5 rounded-lg px-2.5 data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-faint'
const group =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-faint'

const close = () => useLayout.setState({ paletteOpen: false })

/** Commands, workspaces and documents by typing. */
export function Palette() {
  const open = useLayout((state) => state.paletteOpen)
  return (
    <Dialog open={open} onClose={close} title={t('palette.title')} bare className="top-[12vh] max-w-xl translate-y-0">
      <PaletteBody />
    </Dialog>
  )
}

function PaletteBody() {
  const [typed, setTyped] = useState('')
  const matches = (text: string) =>
    typed
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.toLowerCase().includes(word))
  const commands = useCommands(typed).filter(({ label, always }) => always || matches(label))
  const workspaces = useWorkspaces((state) => state.list).filter(({ name }) => matches(name))
  const chats = useChat((state) => state.chats)
    .filter(({ title }) => typed.trim() && matches(title))
    .slice(0, shownDocuments)
  const documents = useFoundDocuments(typed)
  return (
    <Command label={t('palette.title')} shouldFilter={false} loop>
      <Command.Input
        value={typed}
        onValueChange={setTyped}
        placeholder={t('palette.placeholder')}
        className="h-12 w-full border-b border-line bg-transparent px-4 text-base outline-none"
      />
      <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5">
        <Command.Empty className="px-4 py-8 text-center text-ink-faint">{t('palette.empty')}</Command.Empty>
        <Section heading={t('palette.commands')}>
          {commands.map(({ id, label, icon, run }) => (
            <Row key={id} value={`command ${id}`} icon={icon} run={run}>
              {label}
            </Row>
          ))}
        </Section>
        <Section heading={t('palette.workspaces')}>
          {workspaces.map(({ id, name }) => (
            <Row key={id} value={`workspace ${id}`} icon={<LibraryBig />} run={() => void openWorkspace(id)}>
              {name}
            </Row>
          ))}
        </Section>
        <Section heading={t('palette.conversations')}>
          {chats.map(({ id, title }) => (
            <Row key={id} value={`chat ${id}`} icon={<MessageSquare />} run={() => void openChat(id)}>
              {title}
            </Row>
          ))}
        </Section>
        <Section heading={t('palette.documents')}>
          {documents.map(({ id, name }) => (
            <Row key={id} value={`document ${id}`} icon={<FileText />} run={() => openDocument(id, name)}>
              {name}
            </Row>
          ))}
        </Section>
      </Command.List>
    </Command>
  )
}

function Section({ heading, children }: { heading: string; children: ReactNode[] }) {
  if (children.length === 0) return null
  return (
    <Command.Group heading={heading} className={group}>
      {children}
    </Command.Group>
  )
}

function Row({ value, icon, run, children }: { value: string; icon: ReactNode; run: () => void; children: ReactNode }) {
  const select = () => {
    close()
    run()
  }
  return (
    <Command.Item value={value} onSelect={select} className={row}>
      {icon}
      <span className="truncate">{children}</span>
    </Command.Item>
  )
}

function useFoundDocuments(typed: string) {
  const order = useDocuments((state) => state.order)
  return useMemo(() => {
    const { byId } = useDocuments.getState()
    return filterDocuments({ byId, order }, typed, 'all')
      .slice(0, shownDocuments)
      .flatMap((id) => byId.get(id) ?? [])
  }, [order, typed])
}

function useCommands(typed: string) {
  const theme = useSettings((state) => state.settings?.theme ?? 'auto')
  const nextTheme = theme === 'dark' ? 'light' : 'dark'
  const search = () => {
    useLayout.setState({ libraryTab: 'search', zone: 'library', libraryShown: true })
    void searchPassages(typed)
  }
  const ask = () => useLayout.setState(({ questionFocus }) => ({ questionFocus: questionFocus + 1, zone: 'conversation' }))
  return [
    ...(typed.trim()
      ? [{ id: 'search', label: t('palette.searchFor', { words: typed.trim() }), icon: <FolderTree />, run: search, always: true }]
      : []),
    { id: 'ask', label: t('palette.ask'), icon: <MessageSquarePlus />, run: ask, always: false },
    { id: 'new-chat', label: t('chats.create'), icon: <MessageSquarePlus />, run: newChat, always: false },
    {
      id: 'chats',
      label: t('chats.show'),
      icon: <MessagesSquare />,
      run: () => useLayout.setState({ chatsOpen: true, zone: 'conversation' }),
      always: false,
    },
    { id: 'files', label: t('actions.addFiles'), icon: <FilePlus />, run: () => chooseFiles('files'), always: false },
    { id: 'folder', label: t('actions.addFolder'), icon: <FolderPlus />, run: () => chooseFiles('folder'), always: false },
    { id: 'workspace', label: t('workspace.create'), icon: <LibraryBig />, run: newWorkspaceDialog, always: false },
    { id: 'overview', label: t('overview.title'), icon: <LayoutGrid />, run: () => showOverview(true), always: false },
    {
      id: 'theme',
      label: nextTheme === 'dark' ? t('palette.dark') : t('palette.light'),
      icon: <SunMoon />,
      run: () => void changeSettings({ theme: nextTheme }),
      always: false,
    },
    { id: 'settings', label: t('settings.title'), icon: <Gear />, run: () => useLayout.setState({ settingsOpen: true }), always: false },
  ]
}
