import { Download } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import type { AnswerRecord } from '../../../contract'
import { readRecord } from '../../actions/chats'
import { countText } from '../../figures'
import { saveFile } from '../../saveFile'
import { t } from '../../texts'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'

/** What was sent for an answer, word for word, with what it took. */
export function RecordDialog({ message, onClose }: { message: string; onClose: () => void }) {
  const [record, setRecord] = useState<AnswerRecord | null>(null)
  useEffect(() => {
    void readRecord(message).then((read) => (read ? setRecord(read) : onClose()))
  }, [message, onClose])
  return (
    <Dialog open onClose={onClose} title={t('record.title')} description={record ? sentTo(record) : undefined} className="max-w-3xl">
      {record && <RecordBody record={record} message={message} />}
    </Dialog>
  )
}

function sentTo({ model }: AnswerRecord): string {
  if (!model) return t('record.nothing')
  return model.host ? t('record.sentTo', { name: model.name, host: model.host }) : t('record.inside', { name: model.name })
}

function RecordBody({ record, message }: { record: AnswerRecord; message: string }) {
  const { model, parameters, usage, timings, passages, system, prompt, rewriting, understood } = record
  const facts: [string, string][] = [
    [t('record.understood'), understood ?? ''],
    [
      t('record.parameters'),
      model
        ? Object.entries(parameters)
            .map(([name, value]) => `${name} ${value}`)
            .join(', ')
        : '',
    ],
    [
      t('record.tokens'),
      usage ? t('record.tokensOf', { input: countText(usage.inputTokens ?? 0), output: countText(usage.outputTokens ?? 0) }) : '',
    ],
    [t('record.cost'), usage?.cost ? `${usage.cost.currency} ${usage.cost.amount.toPrecision(3)}` : ''],
    [
      t('record.times'),
      Object.entries(timings)
        .map(([stage, milliseconds]) => `${stage} ${countText(Math.round(milliseconds))} ms`)
        .join(', '),
    ],
    [t('record.passages'), passages.map(({ n, name, page }) => `[${n}] ${name}, ${t('place.page', { page })}`).join(' · ')],
  ]
  return (
    <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 pb-5">
      <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-sm">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-faint">{name}</dt>
              <dd className="min-w-0 break-words">{value}</dd>
            </div>
          ))}
      </dl>
      {model && rewriting && <Sent title={t('record.rewriting')}>{`${rewriting.system}\n\n${rewriting.prompt}`}</Sent>}
      {model && <Sent title={t('record.rules')}>{system}</Sent>}
      {model && <Sent title={t('record.prompt')}>{prompt}</Sent>}
      <div className="flex justify-end">
        <Button onClick={() => saveFile(`answer-${message}.json`, 'application/json', JSON.stringify(record, null, 2))}>
          <Download className="size-4" aria-hidden />
          {t('record.save')}
        </Button>
      </div>
    </div>
  )
}

function Sent({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-1.5">
      <h3 className="text-xs font-medium text-ink-faint">{title}</h3>
      <pre className="max-h-80 overflow-auto rounded-lg border border-line bg-canvas/60 p-3 text-xs whitespace-pre-wrap">{children}</pre>
    </section>
  )
}
