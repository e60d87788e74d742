import { FileUp, FolderUp, Lock, Quote, WifiOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { addSamples } from '../../actions/documents'
import { chooseFiles } from '../../actions/intake'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Mark } from '../../ui/Mark'

/** An empty workspace: what to do first, and what to expect. */
export function Welcome() {
  return (
    <div className="mx-auto flex min-h-full max-w-2xl flex-col items-center justify-center gap-6 px-6 py-10 text-center">
      <Mark className="size-14" />
      <div>
        <h1 className="font-serif text-3xl tracking-tight text-balance">{t('welcome.title')}</h1>
        <p className="mx-auto mt-3 max-w-md text-base text-pretty text-ink-soft">{t('welcome.body')}</p>
      </div>
      <div className="flex w-full max-w-xl flex-col items-center gap-3 rounded-2xl border border-dashed border-line-strong bg-canvas/60 px-6 py-8">
        <p className="text-ink-soft">{t('welcome.drop')}</p>
        <div className="flex flex-wrap justify-center gap-2">
          <Button tone="primary" size="large" onClick={() => chooseFiles('files')}>
            <FileUp className="size-4" aria-hidden />
            {t('actions.addFiles')}
          </Button>
          <Button size="large" onClick={() => chooseFiles('folder')}>
            <FolderUp className="size-4" aria-hidden />
            {t('actions.addFolder')}
          </Button>
        </div>
        <button
          type="button"
          onClick={() => void addSamples()}
          className="mt-1 rounded-md px-1 font-medium text-accent underline decoration-accent/40 underline-offset-4 hover:decoration-accent"
        >
          {t('welcome.samples')}
        </button>
      </div>
      <ul className="flex flex-wrap justify-center gap-x-6 gap-y-2 text-ink-faint">
        <Pledge icon={<Lock />}>{t('welcome.private')}</Pledge>
        <Pledge icon={<Quote />}>{t('welcome.cited')}</Pledge>
        <Pledge icon={<WifiOff />}>{t('welcome.offline')}</Pledge>
      </ul>
    </div>
  )
}

function Pledge({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex items-center gap-1.5 [&_svg]:size-3.5">
      {icon}
      {children}
    </li>
  )
}
