import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { useLayout, type Zone } from '../stores/layout'
import { useViewer } from '../stores/viewer'
import { currentWorkspace, useWorkspaces } from '../stores/workspaces'
import { t } from '../texts'
import { classes } from '../ui/classes'
import { ErrorBoundary } from '../ui/ErrorBoundary'
import { useMedia } from '../ui/useWidth'
import { Conversation } from './conversation/Conversation'
import { Library } from './library/Library'
import { SourceViewer } from './source/SourceViewer'

const card = 'h-full overflow-hidden rounded-xl border border-line bg-surface'

/** Library, conversation and source: side by side, or one at a time where the window is narrow. */
export function Zones() {
  const narrow = useMedia('(width < 900px)')
  const name = useWorkspaces((state) => currentWorkspace(state)?.name)
  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <h1 className="sr-only">{name ?? t('product')}</h1>
      {narrow ? <OneZone /> : <ThreeZones />}
    </main>
  )
}

function ThreeZones() {
  const libraryShown = useLayout((state) => state.libraryShown)
  const sourceOpen = useViewer((state) => state.source !== null)
  const panelIds = [...(libraryShown ? ['library'] : []), 'conversation', ...(sourceOpen ? ['source'] : [])]
  const layout = useDefaultLayout({ id: 'carrel.zones', panelIds, storage: localStorage })
  return (
    <Group orientation="horizontal" className="min-h-0 flex-1 px-2 pb-2" {...layout}>
      {libraryShown && (
        <>
          <Panel id="library" defaultSize={sourceOpen ? '22' : '27'} minSize={232} maxSize="45">
            <ZoneCard zone="library" />
          </Panel>
          <Handle label={t('zones.resizeLibrary')} />
        </>
      )}
      <Panel id="conversation" minSize={320}>
        <ZoneCard zone="conversation" />
      </Panel>
      {sourceOpen && (
        <>
          <Handle label={t('zones.resizeSource')} />
          <Panel id="source" defaultSize="42" minSize={300}>
            <ZoneCard zone="source" />
          </Panel>
        </>
      )}
    </Group>
  )
}

function Handle({ label }: { label: string }) {
  return (
    <Separator aria-label={label} className="group flex w-2 items-center justify-center outline-none">
      <div className="h-10 w-0.5 rounded-full bg-transparent transition-colors group-hover:bg-line-strong group-focus-visible:bg-accent group-data-[separator=active]:bg-accent" />
    </Separator>
  )
}

function OneZone() {
  const zone = useLayout((state) => state.zone)
  const sourceOpen = useViewer((state) => state.source !== null)
  const shown = zone === 'source' && !sourceOpen ? 'conversation' : zone
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2 px-2 pb-2">
      <div role="tablist" aria-label={t('zones.label')} className="flex rounded-lg bg-sunken p-0.5">
        {(['library', 'conversation', 'source'] as const).map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={shown === name}
            disabled={name === 'source' && !sourceOpen}
            onClick={() => useLayout.setState({ zone: name })}
            className={classes(
              'h-8 flex-1 rounded-md text-sm font-medium text-ink-soft disabled:opacity-40',
              shown === name && 'bg-raised text-ink shadow-card',
            )}
          >
            {t(`zones.${name}`)}
          </button>
        ))}
      </div>
      <div className="min-h-0 flex-1">
        <ZoneCard zone={shown} />
      </div>
    </div>
  )
}

function ZoneCard({ zone }: { zone: Zone }) {
  const name = t(`zones.${zone}`)
  return (
    <section aria-label={name} className={card}>
      <ErrorBoundary zone={name}>
        {zone === 'library' && <Library />}
        {zone === 'conversation' && <Conversation />}
        {zone === 'source' && <SourceViewer />}
      </ErrorBoundary>
    </section>
  )
}
