import { Monitor, Moon, Sun } from 'lucide-react'
import { changeSettings } from '../../actions/settings'
import { useConnection } from '../../stores/connection'
import { useSettings } from '../../stores/settings'
import { t } from '../../texts'
import { Segments } from '../../ui/Segments'
import { Toggle } from '../../ui/Toggle'
import { FocusSettings } from './FocusSettings'
import { Row } from './Row'

export function GeneralSettings() {
  const settings = useSettings((state) => state.settings)
  const version = useConnection((state) => state.version)
  if (!settings) return null
  return (
    <>
      <Row title={t('settings.general.theme')}>
        <Segments
          label={t('settings.general.theme')}
          value={settings.theme}
          onChange={(theme) => void changeSettings({ theme })}
          options={[
            { value: 'auto', label: t('settings.general.auto'), icon: <Monitor /> },
            { value: 'light', label: t('settings.general.light'), icon: <Sun /> },
            { value: 'dark', label: t('settings.general.dark'), icon: <Moon /> },
          ]}
        />
      </Row>
      <Row title={t('settings.general.notifications')} hint={t('settings.general.notificationsHint')}>
        <Toggle
          label={t('settings.general.notifications')}
          on={settings.notifications}
          onChange={(notifications) => void changeSettings({ notifications })}
        />
      </Row>
      <Row title={t('settings.general.version')}>
        <span className="text-ink-soft tabular-nums">{version}</span>
      </Row>
      <FocusSettings />
    </>
  )
}
