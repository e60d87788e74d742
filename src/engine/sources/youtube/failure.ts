import { AppError } from '../../../contract/errors'

/** Why a video has no transcript for us. */
export type FailureKind =
  /** YouTube refuses this network, or asks for proof that a person is watching. */
  | 'blocked'
  /** Asked too often: nothing more should be asked for a while. */
  | 'throttled'
  /** There is no such video. */
  | 'missing'
  /** Private, for members, of a certain age, not in this country, not yet begun. */
  | 'closed'
  /** The video has no captions. */
  | 'none'
  /** There are captions, without a word. */
  | 'wordless'

export class TranscriptFailure extends Error {
  readonly kind: FailureKind

  constructor(kind: FailureKind, why: string) {
    super(why)
    this.kind = kind
  }
}

const instead = 'Copy the transcript from the page of the video into a text file, or add a .vtt or .srt file of it.'

/** The failure as an error of the closed list, with what to do. */
export function toAppError({ kind, message }: TranscriptFailure): AppError {
  if (kind === 'missing') return new AppError('SOURCE_UNREACHABLE', `YouTube has no such video (${message}). Check the address.`)
  if (kind === 'closed') return new AppError('SOURCE_BLOCKED', `YouTube does not show this video to everybody: ${message} ${instead}`)
  if (kind === 'none') return new AppError('DOCUMENT_NO_TEXT', `This video has no captions, or they are turned off. ${instead}`)
  if (kind === 'wordless') return new AppError('DOCUMENT_NO_TEXT', `The captions of this video hold no words. ${instead}`)
  if (kind === 'throttled') return new AppError('SOURCE_BLOCKED', `YouTube was asked too often (${message}). Retry in an hour. ${instead}`)
  return new AppError('SOURCE_BLOCKED', `YouTube does not give transcripts to this network now (${message}). Retry later. ${instead}`)
}
