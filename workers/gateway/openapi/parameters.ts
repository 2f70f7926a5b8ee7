import { z } from 'zod'

/** Lower-cased, for the room's object is found by this very string. */
export const roomParameters = z.object({ id: z.uuid().toLowerCase() })
