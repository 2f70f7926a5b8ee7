CREATE TABLE `temp_outbox` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`shard` smallint NOT NULL,
	`room_id` char(36) NOT NULL,
	`epoch` int NOT NULL,
	`seq` bigint NOT NULL,
	`kind` varchar(16) NOT NULL,
	`actor_id` char(36) NOT NULL,
	`client_id` char(36),
	`target_epoch` int,
	`target_seq` bigint,
	`content_key_id` char(36),
	`wrapped_key` varbinary(255),
	`master_key_version` int,
	`ciphertext` mediumblob,
	`detail` json,
	`created_at` datetime(3) NOT NULL,
	`status` varchar(10) NOT NULL DEFAULT 'queued',
	`attempts` int NOT NULL DEFAULT 0,
	`next_attempt_at` datetime(3) NOT NULL,
	`lease_token` char(36),
	`lease_expires_at` datetime(3),
	`dead_letter_reason` varchar(255),
	`delivered_at` datetime(3),
	CONSTRAINT `temp_outbox_id` PRIMARY KEY(`id`),
	CONSTRAINT `temp_outbox_event` UNIQUE(`room_id`,`epoch`,`seq`)
);
--> statement-breakpoint
CREATE INDEX `temp_outbox_due` ON `temp_outbox` (`shard`,`status`,`id`);--> statement-breakpoint
CREATE INDEX `temp_outbox_delivered` ON `temp_outbox` (`status`,`delivered_at`);