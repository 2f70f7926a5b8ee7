import { z } from 'zod'

const clientData = z.object({ crossOrigin: z.boolean().optional(), topOrigin: z.string().optional() })

/** True when an answer was made in a frame of another site, where nobody sees whose page asks. Not readable: true. */
export function isCrossOrigin(clientDataJson: string): boolean {
  try {
    const parsed = clientData.parse(JSON.parse(Buffer.from(clientDataJson, 'base64url').toString()))
    return parsed.crossOrigin === true || parsed.topOrigin !== undefined
  } catch {
    return true
  }
}
