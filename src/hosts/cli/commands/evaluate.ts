import { readFile } from 'node:fs/promises'
import { AppError } from '../../../contract/errors'
import { EvaluationQuestion, type RankFigures } from '../../../contract/evaluation'
import { type Command, exitCodes } from '../command'
import { table } from '../output'
import { allowFlags, exactly, oneOf, usage } from '../parseCommand'

export const command: Command = {
  usage: 'evaluate NAME QUESTIONS.jsonl [--within] [--mode hybrid|keyword|vector] | evaluate NAME --self',
  about: 'Measure how well search finds what a file of questions says is right, or questions made from the workspace itself',
  processJobs: false,
  looks: () => true,
  run: async (client, words, context) => {
    const { line, output, resolvePath, signal } = context
    if (line.flags.self) return checkItself(client, words, context)
    allowFlags(line, 'within', 'mode')
    const [workspace, file] = exactly(words, ['The name of the workspace', 'The file of questions']) as [string, string]
    const mode = oneOf(line.flags.mode, 'mode', ['hybrid', 'keyword', 'vector'] as const)
    const questions = await readQuestions(resolvePath(file), file)
    const within = line.flags.within === true
    const found = await client.evaluation.run({ workspace, questions, within, ...(mode ? { mode } : {}) }, { signal })
    if (found.note) output.note(found.note)
    const { note: _told, ...result } = found
    output.result(result, () => [
      `${found.questions} questions in ${(found.elapsedMs / 1000).toFixed(1)} s`,
      ...readable('pages', found.page),
      ...readable('documents', found.document),
      ...(found.ndcg10 === null ? [] : [`nDCG@10 ${found.ndcg10.toFixed(3)}`]),
    ])
    return exitCodes.done
  },
}

/** Questions made from the workspace itself, each way of searching beside the others. */
const checkItself: Command['run'] = async (client, words, { line, output, signal }) => {
  allowFlags(line, 'self')
  const [workspace] = exactly(words, ['The name of the workspace']) as [string]
  const { check } = await client.evaluation.selfCheck({ workspace }, { signal })
  if (check.warning) output.note(check.warning)
  output.result(check, () => [
    `${check.questions} questions made from passages that no learning has seen`,
    ...table([
      ['', 'NDCG@10', 'HIT@1', 'HIT@10', 'EMBEDDING'],
      ...check.settings.map((one) => [one.name, ...[one.ndcg10, one.hit1, one.hit10].map((value) => value.toFixed(3)), one.embedder]),
    ]),
  ])
  return exitCodes.done
}

function readable(what: string, figures: RankFigures | null): string[] {
  if (!figures) return []
  const { hit1, hit5, hit10, hit20, mrr } = figures
  const shares = Object.entries({ 1: hit1, 5: hit5, 10: hit10, 20: hit20 }).map(([depth, share]) => `hit@${depth} ${share.toFixed(3)}`)
  return [`${what}: ${shares.join('  ')}  MRR ${mrr.toFixed(3)}`]
}

/** One question a line. Throws FILE_MISSING, and BAD_REQUEST with the number of the line that is none. */
async function readQuestions(path: string, name: string): Promise<EvaluationQuestion[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError('FILE_MISSING', `The file of questions ${name} cannot be read. Check its path.`, { cause })
  })
  const lines = text.replace(/^\ufeff/u, '').split('\n')
  const questions = lines.flatMap((line, index) => (line.trim() === '' ? [] : [questionOf(line, index + 1, name)]))
  if (questions.length === 0) throw usage(`${name} holds no question. A line of it is {"id":…,"question":…,"doc":…,"evidence_pages":[…]}.`)
  return questions
}

function questionOf(line: string, number: number, name: string): EvaluationQuestion {
  try {
    return EvaluationQuestion.parse(JSON.parse(line))
  } catch {
    throw usage(
      `Line ${number} of ${name} is no question. It has to be JSON like {"id":"1","question":"…","doc":"NAME","evidence_pages":[3]} or {"id":"1","question":"…","relevant":{"NAME":1}}.`,
    )
  }
}
