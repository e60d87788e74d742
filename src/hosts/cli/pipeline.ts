import { readFile } from 'node:fs/promises'
import type { Contract } from '../../contract'
import { AppError } from '../../contract/errors'
import { Pipeline } from '../../contract/pipeline'
import type { Client } from '../../rpc/connectPort'
import { type CommandContext, exitCodes } from './command'
import { followJob } from './followJob'
import { allowFlags, exactly, usage } from './parseCommand'

/** `workspace pipeline NAME`: shows how a workspace reads and ranks, or changes it by a file or by single settings. */
export async function pipelineAction(client: Client<Contract>, words: string[], context: CommandContext): Promise<number> {
  const { line, output, signal } = context
  allowFlags(line, 'file', 'set', 'dry-run')
  const [workspace] = exactly(words, ['The name of the workspace']) as [string]
  const { pipeline: now } = await client.pipeline.get({ workspace })
  if (line.flags.file === undefined && line.flags.set === undefined) {
    output.result({ pipeline: now }, () => linesOf(now))
    return exitCodes.done
  }
  const wanted = withSettings(
    line.flags.file === undefined ? now : await readPipeline(context.resolvePath(line.flags.file)),
    line.flags.set,
  )
  const { pipeline, cost, job } = await client.pipeline.update({ workspace, pipeline: wanted, dryRun: line.flags['dry-run'] ?? false })
  if (job) await followJob({ workspace, job }, { client, output, signal })
  output.result({ pipeline, cost }, () => [
    ...linesOf(pipeline),
    cost.documents === 0
      ? 'Nothing has to be made anew.'
      : `${cost.documents} documents with ${cost.passages} passages ${job ? 'were' : 'would be'} cut and embedded anew.`,
  ])
  return exitCodes.done
}

/** Every setting as it is written with --set. */
function linesOf(pipeline: Pipeline): string[] {
  return Object.entries(pipeline).flatMap(([part, settings]) =>
    Object.entries(settings).map(([name, value]) => `${part}.${name}=${String(value)}`),
  )
}

/** A file as `--json` prints it, or only what is in it. Throws FILE_MISSING, BAD_REQUEST. */
async function readPipeline(path: string): Promise<Pipeline> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError('FILE_MISSING', `The file ${path} cannot be read. Check its path.`, { cause })
  })
  return parsed(jsonOf(text, path))
}

function jsonOf(text: string, path: string): unknown {
  try {
    const value = JSON.parse(text) as { pipeline?: unknown }
    return value.pipeline ?? value
  } catch {
    throw usage(`${path} is no JSON. Write one with: carrel workspace pipeline NAME --json`)
  }
}

function withSettings(pipeline: Pipeline, settings: readonly string[] = []): Pipeline {
  const changed = structuredClone(pipeline) as Record<string, Record<string, unknown>>
  for (const setting of settings) {
    const [, part, name, value] = /^(\w+)\.(\w+)=(.*)$/u.exec(setting) ?? []
    if (!part || !name || value === undefined || !(name in (changed[part] ?? {})))
      throw usage(`There is no setting “${setting}”. One is written like ${linesOf(pipeline)[0]}.`)
    changed[part]![name] = valueOf(value)
  }
  return parsed(changed)
}

const words: Record<string, unknown> = { true: true, false: false, none: null, null: null }

function valueOf(value: string): unknown {
  return /^-?\d+$/.test(value) ? Number(value) : Object.hasOwn(words, value) ? words[value] : value
}

function parsed(value: unknown): Pipeline {
  const { success, data, error } = Pipeline.safeParse(value)
  if (success) return data
  const { path, message } = error.issues[0]!
  throw usage(`${path.join('.') || 'The file'}: ${message}`)
}
