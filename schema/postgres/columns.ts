import { customType, integer, timestamp, uuid } from 'drizzle-orm/pg-core'

export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
})

const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const createdAt = () => instant('created_at').notNull().defaultNow()
export const updatedAt = () => instant('updated_at').notNull().defaultNow()
/** A row is never destroyed: this hides it and keeps the audit trail. */
export const deletedAt = () => instant('deleted_at')
export { instant }

export const id = () => uuid('id').primaryKey()
export const epochColumn = (name = 'epoch') => integer(name).notNull()
