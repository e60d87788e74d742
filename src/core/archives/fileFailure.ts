import { AppError } from '../../contract/errors'

/** A failure of the file system in the words of the product; anything else as it is. */
export function fileFailure(error: unknown, path: string): unknown {
  const { code, name } = error as NodeJS.ErrnoException
  if (name === 'AbortError') return new AppError('CANCELLED', 'This was cancelled. Nothing of it was kept.')
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new AppError('DISK_FULL', 'The disk is full: make room and try again.', { cause: error })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new AppError('FILE_PERMISSION', `${path} may not be read or written. Check its permissions, or name another place.`, {
      cause: error,
    })
  if (code === 'ENOENT') return new AppError('FILE_MISSING', `There is no file ${path}. Check the name and the path.`, { cause: error })
  if (code === 'EISDIR') return new AppError('NOT_A_FILE', `${path} is a folder. Name the file of an archive.`, { cause: error })
  return error
}
