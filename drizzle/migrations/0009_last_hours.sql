ALTER TABLE `session` ADD `last_hour` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `session` SET `last_hour` = `last_at` - `last_at` % 3600000;--> statement-breakpoint
CREATE INDEX `session_by_last_hour` ON `session` (`workspace`,`last_hour`);