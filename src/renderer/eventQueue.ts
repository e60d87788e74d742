import type { AppEvent } from '../contract'

/** Events are put into the stores this often at most, so that a flood of progress costs ten redraws a second. */
const flushMs = 100

/** Documents put into the stores in one go: more would hold up typing and scrolling. */
const documentsAtOnce = 500

/** Holds events back until the state has been read, then hands them on in small groups. */
export class EventQueue {
  private events: AppEvent[] = []
  private timer: ReturnType<typeof setTimeout> | undefined
  private started = false

  private readonly apply: (events: readonly AppEvent[]) => void

  constructor(apply: (events: readonly AppEvent[]) => void) {
    this.apply = apply
  }

  push(event: AppEvent): void {
    this.events.push(event)
    this.schedule()
  }

  start(): void {
    this.started = true
    this.schedule()
  }

  stop(): void {
    this.started = false
    clearTimeout(this.timer)
  }

  /** How many of the events that wait are put into the stores at once: at least one. */
  private oneGo(): number {
    let documents = 0
    const end = this.events.findIndex((event, i) => {
      documents += event.type === 'documents.changed' ? event.documents.length : 0
      return i > 0 && documents > documentsAtOnce
    })
    return end < 0 ? this.events.length : end
  }

  private schedule(): void {
    if (!this.started || this.timer !== undefined || this.events.length === 0) return
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.apply(this.events.splice(0, this.oneGo()))
      this.schedule()
    }, flushMs)
  }
}
