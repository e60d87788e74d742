import { Download } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import type { AnswerRecord, ModelCall } from '../../../contract'
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

function sentTo({ model, way }: AnswerRecord): string {
  if (!model) return t(`record.nothing.${way}`)
  return model.host ? t('record.sentTo', { name: model.name, host: model.host }) : t('record.inside', { name: model.name })
}

function RecordBody({ record, message }: { record: AnswerRecord; message: string }) {
  const { model, calls, usage, timings, understood, computed = [] } = record
  const [only] = calls
  const facts: [string, string][] = [
    [t('record.understood'), understood ?? ''],
    [t('record.calls'), calls.length > 1 ? countText(calls.length) : ''],
    [t('record.parameters'), model && calls.length === 1 ? parametersOf(only!) : ''],
    [t('record.tokens'), tokensOf(usage)],
    [t('record.cost'), costOf(usage)],
    [t('record.times'), timesOf(timings)],
    [t('record.passages'), calls.length === 1 ? passagesOf(only!) : ''],
  ]
  return (
    <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 pb-5">
      <Facts facts={facts} />
      {computed.map(({ sql, source }, i) => (
        <Sent key={i} title={t('record.query', { name: source.name })}>
          {sql}
        </Sent>
      ))}
      {model && calls.length === 1 && <CallText call={only!} />}
      {model && calls.length > 1 && calls.map((call, i) => <Call key={i} call={call} isLast={i === calls.length - 1} />)}
      <div className="flex justify-end">
        <Button onClick={() => saveFile(`answer-${message}.json`, 'application/json', JSON.stringify(record, null, 2))}>
          <Download className="size-4" aria-hidden />
          {t('record.save')}
        </Button>
      </div>
    </div>
  )
}

/** One call among several, folded until it is asked for; the last one made the answer. */
function Call({ call, isLast }: { call: ModelCall; isLast: boolean }) {
  const [open, setOpen] = useState(isLast)
  const title = call.of
    ? t('record.callOf', { purpose: t(`record.purpose.${call.purpose}`), of: call.of })
    : t(`record.purpose.${call.purpose}`)
  return (
    <details open={open} className="rounded-lg border border-line" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer px-3 py-2 text-sm">
        {title}
        <span className="ml-2 text-xs text-ink-faint">{[timesOf(call.timings), tokensOf(call.usage)].filter(Boolean).join(' · ')}</span>
      </summary>
      {open && (
        <div className="flex flex-col gap-3 px-3 pb-3">
          <Facts
            facts={[
              [t('record.parameters'), parametersOf(call)],
              [t('record.cost'), costOf(call.usage)],
              [t('record.passages'), passagesOf(call)],
            ]}
          />
          <CallText call={call} />
        </div>
      )}
    </details>
  )
}

function CallText({ call: { system, prompt, answer, error } }: { call: ModelCall }) {
  return (
    <>
      <Sent title={t('record.rules')}>{system}</Sent>
      <Sent title={t('record.prompt')}>{prompt}</Sent>
      <Sent title={t('record.said')}>{[answer, error?.message].filter(Boolean).join('\n\n')}</Sent>
    </>
  )
}

const parametersOf = ({ parameters }: ModelCall) =>
  Object.entries(parameters)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
const passagesOf = ({ passages }: ModelCall) =>
  passages.map(({ n, name, page }) => `[${n}] ${name}, ${t('place.page', { page })}`).join(' · ')
const timesOf = (timings: AnswerRecord['timings']) =>
  Object.entries(timings)
    .map(([stage, milliseconds]) => `${stage} ${countText(Math.round(milliseconds))} ms`)
    .join(', ')
const tokensOf = (usage: AnswerRecord['usage']) =>
  usage?.inputTokens || usage?.outputTokens
    ? t('record.tokensOf', { input: countText(usage.inputTokens ?? 0), output: countText(usage.outputTokens ?? 0) })
    : ''
const costOf = (usage: AnswerRecord['usage']) => (usage?.cost ? `${usage.cost.currency} ${usage.cost.amount.toPrecision(3)}` : '')

function Facts({ facts }: { facts: readonly (readonly [string, string])[] }) {
  return (
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
