import { Cloud, KeyRound, Laptop, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Model } from '../../../contract'
import { removeModel, testModel } from '../../actions/settings'
import { useModels } from '../../stores/models'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { classes } from '../../ui/classes'
import { IconButton } from '../../ui/IconButton'
import { LocalModels } from './LocalModels'
import { ModelForm } from './ModelForm'

/** Models that can answer: those there are, and a form for one more. */
export function ModelSettings() {
  const list = useModels((state) => state.list)
  const [adding, setAdding] = useState(false)
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-lg text-pretty text-ink-soft">{t('settings.models.intro')}</p>
      {list.length > 0 && (
        <ul aria-label={t('settings.models.title')} className="flex flex-col gap-2">
          {list.map((model) => (
            <ModelCard key={model.label} model={model} />
          ))}
        </ul>
      )}
      {adding ? (
        <ModelForm onDone={() => setAdding(false)} />
      ) : (
        <div>
          <Button onClick={() => setAdding(true)}>
            <Plus className="size-4" aria-hidden />
            {t('settings.models.add')}
          </Button>
        </div>
      )}
      <LocalModels />
    </div>
  )
}

function ModelCard({ model }: { model: Model }) {
  const [result, setResult] = useState<{ ok: boolean; text: string } | 'busy' | null>(null)
  const test = async () => {
    setResult('busy')
    setResult(await testModel(model.label))
  }
  return (
    <li className="rounded-xl border border-line bg-surface p-3">
      <div className="flex items-center gap-3">
        {model.local ? <Laptop className="size-4 text-ink-faint" aria-hidden /> : <Cloud className="size-4 text-warn" aria-hidden />}
        <div className="min-w-0 flex-1">
          <p className="flex items-center gap-2 font-medium">
            <span className="truncate">{model.label}</span>
            {model.key && <KeyRound className="size-3 text-ink-faint" aria-label={t('settings.models.hasKey')} />}
            <span
              className={classes(
                'rounded-full px-1.5 text-2xs',
                model.local ? 'bg-accent-soft text-accent-strong' : 'bg-warn-soft text-warn',
              )}
            >
              {model.local ? t('model.local') : t('model.remote')}
            </span>
          </p>
          <p className="truncate text-xs text-ink-faint">{[model.model, model.url].filter(Boolean).join(' · ')}</p>
        </div>
        <Button
          size="small"
          disabled={result === 'busy'}
          onClick={() => void test()}
          aria-label={t('settings.models.testOf', { label: model.label })}
        >
          {result === 'busy' ? t('settings.models.testing') : t('settings.models.test')}
        </Button>
        <IconButton label={t('settings.models.remove', { label: model.label })} onClick={() => void removeModel(model.label)}>
          <Trash2 />
        </IconButton>
      </div>
      {result && result !== 'busy' && (
        <p role="status" className={classes('mt-2 text-xs break-words', result.ok ? 'text-good' : 'text-bad')}>
          {result.text}
        </p>
      )}
    </li>
  )
}
