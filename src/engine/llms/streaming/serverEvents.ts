import { AppError } from '../../../contract/errors'

/** A line of a stream that is longer than this is no event of a model. */
const longestLine = 4 * 1024 * 1024

/** The data of server-sent events (WHATWG HTML, “event stream”), one string an event. */
export async function* serverEvents(response: Response): AsyncGenerator<string> {
  if (!response.body) return
  const decoder = new TextDecoder()
  let rest = ''
  let data: string[] = []
  for await (const bytes of response.body) {
    rest += decoder.decode(bytes, { stream: true })
    if (rest.length > longestLine)
      throw new AppError('MODEL_ANSWER', 'The model server sent a line without end; it was cut off. Ask again.')
    // A carriage return at the end may be half of a line end.
    const lines = rest.split(/\r\n|\n|\r(?!$)/u)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /u, ''))
      else if (line === '' && data.length > 0) {
        yield data.join('\n')
        data = []
      }
    }
  }
  // Servers that end without the last blank line have said it all the same.
  if (rest.startsWith('data:')) data.push(rest.slice(5).trim())
  if (data.length > 0) yield data.join('\n')
}
