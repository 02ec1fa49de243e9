CREATE TABLE `probe_hour` (
	`hour` integer PRIMARY KEY NOT NULL,
	`minutes` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `activity_hour` ADD `active_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `activity_hour` ADD `waiting_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `activity_hour` ADD `idle_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `activity_hour` ADD `stalled_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `activity_hour` ADD `lost_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `activity_trend` ADD `active_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `activity_trend` ADD `waiting_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `activity_trend` ADD `idle_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `activity_trend` ADD `stalled_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `activity_trend` ADD `lost_ms` integer DEFAULT 0 NOT NULL;