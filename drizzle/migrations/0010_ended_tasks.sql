ALTER TABLE `task` ADD `ended_at` integer;--> statement-breakpoint
UPDATE `task` SET `ended_at` = `last_at` WHERE `status` IN ('success', 'failed', 'cancelled') AND NOT `is_gone`;--> statement-breakpoint
CREATE INDEX `task_by_end` ON `task` (`workspace`,`ended_at`) WHERE ended_at is not null;--> statement-breakpoint
CREATE INDEX `error_hour_by_fingerprint` ON `error_hour` (`fingerprint`,`workspace`,`hour`);