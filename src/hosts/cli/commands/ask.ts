import { type Answer, AnswerStyle, type AskEvent } from '../../../contract/chat'
import { AppError, fromErrorBody } from '../../../contract/errors'
import { type Command, exitCodes } from '../command'
import { allowFlags, exactly, oneOf, usage } from '../parseCommand'
import { readScope, scopeFlags } from '../readScope'
import { readablePlace } from './search'

export const command: Command = {
  usage:
    'ask NAME "QUESTION" [--model M] [--chat C|new] [--style short|detailed|table|quotes] [--stream] [--anew] [--document D]… [--tag T]… [--kind K]… [--added DAYS] [--published DAYS] [--pages PAGES]',
  about: 'Answer a question from the documents, with citations',
  processJobs: false,
  run: async (client, words, { line, output, signal }) => {
    allowFlags(line, 'model', 'chat', 'style', 'stream', 'anew', ...scopeFlags)
    const [workspace, question] = exactly(words, ['The name of the workspace', 'The question']) as [string, string]
    if (question.trim() === '') throw usage('The question is empty.')
    const { model, chat, stream } = line.flags
    const events = await client.chat.ask(
      {
        workspace,
        question,
        keep: chat !== undefined,
        ...(line.flags.anew ? { anew: true } : {}),
        ...(chat !== undefined && chat !== 'new' ? { chat } : {}),
        ...(line.flags.style ? { style: oneOf(line.flags.style, 'style', AnswerStyle.options) } : {}),
        ...(model ? { model: model === 'none' ? null : model } : {}),
        ...readScope(line),
      },
      { signal },
    )
    let answer: Answer | null = null
    for await (const event of events) {
      if (event.type === 'stage') output.progress(stageText(event))
      if (event.type === 'understood') output.note(`Understood as: ${event.question}`)
      if (event.type === 'text' && stream) output.stream(event.text)
      if (event.type === 'answer') answer = event.answer
    }
    output.progress(null)
    if (!answer) throw new AppError('CANCELLED', 'The answer was stopped before it began.')
    if (answer.error && answer.answer === '') throw fromErrorBody(answer.error)
    if (answer.note) output.note(answer.note)
    if (answer.repeated)
      output.note(`Answered before, at ${answer.repeated.at}, and nothing it stands on has changed. --anew asks once more.`)
    print(answer, stream ?? false, output)
    if (answer.cutOff)
      output.note(
        'The model reached the longest answer it was given: the end is missing. Give it a longer one in its settings, or ask for less.',
      )
    if (answer.error) output.note(`The answer broke off: ${answer.error.message}`)
    return answer.error ? exitCodes.nothingDone : exitCodes.done
  },
}

function stageText({ stage, done, total, name }: Extract<AskEvent, { type: 'stage' }>): string {
  return total === undefined ? `${stage} …` : `${stage} ${(done ?? 0) + 1} of ${total}: ${name ?? ''} …`
}

/** Which way was taken, where passages were not enough. */
function readText({ way, documents, left, pagesLeft }: NonNullable<Answer['read']>): string {
  const found = documents.filter((one) => one.found).length
  const count = `${documents.length} ${documents.length === 1 ? 'document' : 'documents'}`
  const said =
    way === 'each'
      ? `Asked each of ${count}; ${found} of them said something.`
      : `Read ${count} ${way === 'whole' ? 'whole' : 'part by part'}.`
  const missing = [left > 0 ? `${left} further were not read.` : '', pagesLeft ? `${pagesLeft} pages were not read.` : '']
  return [said, ...missing].filter(Boolean).join(' ')
}

function print(answer: Answer, streamed: boolean, output: Parameters<Command['run']>[2]['output']): void {
  const citations = answer.citations.map(({ n, document, name, page, place, quote, boxes }) => ({
    n,
    document,
    name,
    page,
    place,
    quote,
    boxes,
  }))
  const { claims, model, usage: used, timings, note, computed, read, repeated, stopped, cutOff, error } = answer
  output.result(
    {
      answer: answer.answer,
      claims,
      citations,
      model,
      ...(used ? { usage: used } : {}),
      timings,
      ...(repeated ? { repeated } : {}),
      ...(note ? { note } : {}),
      ...(read ? { read } : {}),
      ...(computed ? { computed } : {}),
      ...(stopped ? { stopped } : {}),
      ...(cutOff ? { cutOff } : {}),
      ...(error ? { error } : {}),
    },
    () => [
      streamed ? '' : answer.answer,
      '',
      ...citations.map((one) => `[${one.n}] ${one.name}, ${readablePlace(one.place, one.page)}: “${one.quote.replaceAll(/\s+/g, ' ')}”`),
      ...(read ? [readText(read)] : []),
      ...(computed ?? []).map(
        ({ sql, totals }) => `Computed by: ${sql}${totals > 0 ? ` (without ${totals} rows that add up others)` : ''}`,
      ),
      ...(claims.some((claim) => !claim.verified)
        ? [`${claims.filter((claim) => !claim.verified).length} of ${claims.length} sentences could not be verified.`]
        : []),
    ],
  )
}
