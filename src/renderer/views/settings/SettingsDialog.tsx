import { Cpu, HardDrive, SearchCheck, ShieldCheck, SlidersHorizontal } from 'lucide-react'
import { Tabs } from 'radix-ui'
import type { ReactNode } from 'react'
import { useLayout } from '../../stores/layout'
import { t } from '../../texts'
import { Dialog } from '../../ui/Dialog'
import { GeneralSettings } from './GeneralSettings'
import { ModelSettings } from './ModelSettings'
import { PrivacySettings } from './PrivacySettings'
import { QualitySettings } from './QualitySettings'
import { StorageSettings } from './StorageSettings'

const close = () => useLayout.setState({ settingsOpen: false })

export function SettingsDialog() {
  const open = useLayout((state) => state.settingsOpen)
  return (
    <Dialog open={open} onClose={close} title={t('settings.title')} className="h-[min(38rem,calc(100dvh-2rem))] max-w-3xl">
      <Tabs.Root defaultValue="general" orientation="vertical" className="flex min-h-0 flex-1 max-narrow:flex-col">
        <Tabs.List
          aria-label={t('settings.sections')}
          className="flex w-44 shrink-0 flex-col gap-0.5 p-3 max-narrow:w-auto max-narrow:flex-row max-narrow:py-1"
        >
          <Section value="general" icon={<SlidersHorizontal />}>
            {t('settings.general.title')}
          </Section>
          <Section value="models" icon={<Cpu />}>
            {t('settings.models.title')}
          </Section>
          <Section value="quality" icon={<SearchCheck />}>
            {t('settings.quality.title')}
          </Section>
          <Section value="privacy" icon={<ShieldCheck />}>
            {t('settings.privacy.title')}
          </Section>
          <Section value="storage" icon={<HardDrive />}>
            {t('settings.storage.title')}
          </Section>
        </Tabs.List>
        <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-2 pb-6">
          <Tabs.Content value="general" className="outline-none">
            <GeneralSettings />
          </Tabs.Content>
          <Tabs.Content value="models" className="outline-none">
            <ModelSettings />
          </Tabs.Content>
          <Tabs.Content value="quality" className="outline-none">
            <QualitySettings />
          </Tabs.Content>
          <Tabs.Content value="privacy" className="outline-none">
            <PrivacySettings />
          </Tabs.Content>
          <Tabs.Content value="storage" className="outline-none">
            <StorageSettings />
          </Tabs.Content>
        </div>
      </Tabs.Root>
    </Dialog>
  )
}

function Section({ value, icon, children }: { value: string; icon: ReactNode; children: string }) {
  return (
    <Tabs.Trigger
      value={value}
      className="flex h-8 items-center gap-2.5 rounded-lg px-2.5 text-left font-medium text-ink-soft hover:bg-hover data-[state=active]:bg-pressed data-[state=active]:text-ink [&_svg]:size-4"
    >
      {icon}
      {children}
    </Tabs.Trigger>
  )
}
