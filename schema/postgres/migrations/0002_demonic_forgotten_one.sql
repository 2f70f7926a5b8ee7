ALTER TABLE "room_members" ADD COLUMN "muted_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "rooms" ADD COLUMN "topic" text DEFAULT '' NOT NULL;