import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where programs that the stand fetched for itself are kept between checkouts. */
export function cacheDir(...parts: string[]): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sentinel-chat', ...parts)
}
