import type { Transcript, TranscriptFormat } from '../../contract/transcript'
import { transcriptDocx } from '../../engine/answer/transcript/docx'
import { transcriptMarkdown } from '../../engine/answer/transcript/markdown'
import { transcriptOf } from '../../engine/answer/transcript/transcript'
import type { ChatRow } from '../catalog/chatRows'
import type { CoreContext } from '../context'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { shownMessages } from './conversations'

/** Messages of one branch that go into a file. */
const mostMessages = 2_000

const mediaTypes: Record<TranscriptFormat, string> = {
  md: 'text/markdown',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
}

interface Exporting {
  workspace: OpenWorkspace
  core: CoreContext
}

/** The branch of a conversation that is shown, as a file. */
export async function exportChat(chat: ChatRow, format: TranscriptFormat, { workspace, core }: Exporting) {
  const about = { title: chat.title, workspace: core.shelf.find(workspace.id).name, at: core.now() }
  const transcript = transcriptOf(shownMessages(chat, workspace, mostMessages), about)
  return { name: `${fileName(chat.title)}.${format}`, mediaType: mediaTypes[format], content: await written(transcript, format, core) }
}

async function written(transcript: Transcript, format: TranscriptFormat, core: CoreContext): Promise<string> {
  if (format === 'md') return Buffer.from(transcriptMarkdown(transcript)).toString('base64')
  if (format === 'docx') return (await transcriptDocx(transcript)).toString('base64')
  return core.ingestPool.use(async (worker) => (await worker.orDeath(worker.client.ingest.print({ transcript }))).pdf)
}

/** A title as a file name every system takes. */
function fileName(title: string): string {
  const plain = title
    .replaceAll(/[\p{C}<>:"/\\|?*…]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/^[. ]+|[. ]+$/gu, '')
    .slice(0, 80)
    .trim()
  return plain && !/^(?:con|prn|aux|nul|com\d|lpt\d)$/iu.test(plain) ? plain : 'conversation'
}
