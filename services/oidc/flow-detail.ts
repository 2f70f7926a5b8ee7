import { z } from 'zod'

const flowLink = z.object({ userId: z.uuid(), sessionId: z.uuid() })
/** Who asked to have the identity linked, and in which session. */
export type FlowLink = z.infer<typeof flowLink>

/** What a challenge of kind `oidc` keeps. */
export const flowDetail = z.object({ provider: z.string(), link: flowLink.nullable() })
