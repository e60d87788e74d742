import { changeSettings } from '../../actions/settings'
import { useSettings } from '../../stores/settings'
import { t } from '../../texts'
import { Segments } from '../../ui/Segments'
import { RetentionSettings } from './RetentionSettings'
import { Row } from './Row'

/** Where originals lie, and how long what is kept. */
export function StorageSettings() {
  const settings = useSettings((state) => state.settings)
  if (!settings) return null
  return (
    <>
      <Row
        title={t('settings.storage.sources')}
        hint={settings.sources === 'copy' ? t('settings.storage.copyHint') : t('settings.storage.referHint')}
      >
        <Segments
          label={t('settings.storage.sources')}
          value={settings.sources}
          onChange={(sources) => void changeSettings({ sources })}
          options={[
            { value: 'copy', label: t('settings.storage.copy') },
            { value: 'refer', label: t('settings.storage.refer') },
          ]}
        />
      </Row>
      <RetentionSettings />
    </>
  )
}
