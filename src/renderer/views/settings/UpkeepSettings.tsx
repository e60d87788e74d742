import type { Pipeline } from '../../../contract'
import { changePipeline } from '../../actions/pipeline'
import { usePipeline } from '../../stores/pipeline'
import { useWorkspaces } from '../../stores/workspaces'
import { t } from '../../texts'
import { Toggle } from '../../ui/Toggle'
import { Row } from './Row'

/** What the open workspace does by itself when nobody waits. */
export function UpkeepSettings() {
  const workspace = useWorkspaces((state) => state.current)
  const { pipeline, workspace: read } = usePipeline()
  if (!workspace || !pipeline || read !== workspace) return null
  const { upkeep } = pipeline
  const change = (part: Partial<Pipeline['upkeep']>) => void changePipeline(workspace, { ...pipeline, upkeep: { ...upkeep, ...part } })
  return (
    <>
      <Row title={t('settings.quality.learnItself')} hint={t('settings.quality.learnItselfHint')}>
        <Toggle label={t('settings.quality.learnItself')} on={upkeep.learn} onChange={(learn) => change({ learn })} />
      </Row>
      <Row title={t('settings.quality.checkItself')} hint={t('settings.quality.checkItselfHint')}>
        <Toggle label={t('settings.quality.checkItself')} on={upkeep.check} onChange={(check) => change({ check })} />
      </Row>
    </>
  )
}
