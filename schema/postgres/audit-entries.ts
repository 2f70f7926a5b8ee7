import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, deletedAt, id } from './columns.ts'

export const auditEntries = pgTable(
  'audit_entries',
  {
    id: id(),
    actorId: uuid('actor_id'),
    action: text('action').notNull(),
    targetType: text('target_type').notNull(),
    targetId: text('target_id').notNull(),
    detail: jsonb('detail'),
    requestId: text('request_id'),
    createdAt: createdAt(),
    deletedAt: deletedAt(),
  },
  (t) => [
    index('audit_entries_target').on(t.targetType, t.targetId, t.createdAt),
    index('audit_entries_actor').on(t.actorId, t.createdAt),
  ],
)
