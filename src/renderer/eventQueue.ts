import type { AppEvent } from '../contract'

/** Events are put into the stores this often at most, so that a flood of progress costs ten redraws a second. */
const flushMs = 100

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

  private schedule(): void {
    if (!this.started || this.timer !== undefined || this.events.length === 0) return
    this.timer = setTimeout(() => {
      this.timer = undefined
      const events = this.events
      this.events = []
      this.apply(events)
    }, flushMs)
  }
}
