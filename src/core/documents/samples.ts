import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../contract/errors'

const Questions = z.object({ questions: z.array(z.string()).min(1) })

/** Paths of the sample documents and the questions they answer. Throws FILE_MISSING where this copy of Carrel has none. */
export async function readSamples(resources: string): Promise<{ paths: string[]; questions: string[] }> {
  const folder = join(resources, 'samples')
  try {
    const { questions } = Questions.parse(JSON.parse(await readFile(join(folder, 'questions.json'), 'utf8')))
    const names = (await readdir(folder)).filter((name) => name !== 'questions.json' && name !== 'README.md').sort()
    return { paths: names.map((name) => join(folder, name)), questions }
  } catch (cause) {
    throw new AppError(
      'FILE_MISSING',
      `The sample documents are not in this copy of Carrel (looked in ${folder}). Add files of your own instead.`,
      { cause },
    )
  }
}
