CREATE TABLE "message_reactions" (
	"room_id" uuid NOT NULL,
	"target_epoch" integer NOT NULL,
	"target_seq" bigint NOT NULL,
	"emoji" text NOT NULL,
	"user_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "message_reactions_room_id_target_epoch_target_seq_emoji_user_id_pk" PRIMARY KEY("room_id","target_epoch","target_seq","emoji","user_id")
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "reply_epoch" integer;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "reply_seq" bigint;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "thread_epoch" integer;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "thread_seq" bigint;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "mentions" uuid[];--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "pinned_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "room_members" ADD COLUMN "muted_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "rooms" ADD COLUMN "topic" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "messages_thread" ON "messages" USING btree ("room_id","thread_seq","seq") WHERE "messages"."thread_seq" is not null;--> statement-breakpoint
CREATE INDEX "room_events_moderation" ON "room_events" USING btree ("room_id",("detail" ->> 'userId'),"seq") WHERE "room_events"."kind" = 'moderation';