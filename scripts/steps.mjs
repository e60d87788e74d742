// The one way the commands say what they are doing: a line when a step starts, a line when it ends.

/** Seconds with one decimal below ten, whole above. */
export function seconds(milliseconds) {
  const value = milliseconds / 1000
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} s`
}

/**
 * Says what starts, and how long it took once it has ended; on a terminal the line counts the seconds meanwhile.
 * `stream` is where the lines go: standard error where standard output belongs to the command's own answer.
 */
export async function step(title, work, { stream = process.stdout } = {}) {
  const startedAt = performance.now()
  const elapsed = () => seconds(performance.now() - startedAt)
  const live = Boolean(stream.isTTY)
  stream.write(live ? `${title} …` : `${title} …\n`)
  const timer = live ? setInterval(() => stream.write(`\r\u001b[K${title} … ${elapsed()}`), 1000) : undefined
  const close = (word) => stream.write(live ? `\r\u001b[K${title}: ${word} (${elapsed()})\n` : `${title}: ${word} (${elapsed()})\n`)
  try {
    const result = await work()
    clearInterval(timer)
    close('done')
    return result
  } catch (error) {
    clearInterval(timer)
    close('failed')
    throw error
  }
}
