CREATE TABLE `activity_hour` (
	`workspace` text NOT NULL,
	`hour` integer NOT NULL,
	`owner` text NOT NULL,
	`run` text NOT NULL,
	`agent` text NOT NULL,
	`project` text NOT NULL,
	`user` text NOT NULL,
	`tasks_started` integer NOT NULL,
	`tasks_done` integer NOT NULL,
	`tasks_failed` integer NOT NULL,
	`errors` integer NOT NULL,
	`tool_calls` integer NOT NULL,
	`rev` integer NOT NULL,
	PRIMARY KEY(`workspace`, `hour`, `owner`, `run`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `activity_trend` (
	`workspace` text NOT NULL,
	`grain` text NOT NULL,
	`at` integer NOT NULL,
	`agent` text NOT NULL,
	`project` text NOT NULL,
	`user` text NOT NULL,
	`tasks_started` integer NOT NULL,
	`tasks_done` integer NOT NULL,
	`tasks_failed` integer NOT NULL,
	`errors` integer NOT NULL,
	`tool_calls` integer NOT NULL,
	PRIMARY KEY(`workspace`, `grain`, `at`, `agent`, `project`, `user`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `block` (
	`workspace` text NOT NULL,
	`session` text NOT NULL,
	`first_seq` integer NOT NULL,
	`last_seq` integer NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer NOT NULL,
	`count` integer NOT NULL,
	`data` blob NOT NULL,
	PRIMARY KEY(`workspace`, `session`, `first_seq`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `error_hour` (
	`workspace` text NOT NULL,
	`hour` integer NOT NULL,
	`owner` text NOT NULL,
	`run` text NOT NULL,
	`fingerprint` text NOT NULL,
	`agent` text NOT NULL,
	`session_id` text NOT NULL,
	`error_type` text NOT NULL,
	`message` text NOT NULL,
	`severity` text NOT NULL,
	`count` integer NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`rev` integer NOT NULL,
	PRIMARY KEY(`workspace`, `hour`, `owner`, `run`, `fingerprint`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `error_hour_by_owner` ON `error_hour` (`owner`,`workspace`,`hour`);--> statement-breakpoint
CREATE TABLE `hub_cursor` (
	`workspace` text PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL,
	`seq` integer NOT NULL,
	`flushed_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `request` (
	`workspace` text NOT NULL,
	`hour` integer NOT NULL,
	`owner` text NOT NULL,
	`run` text NOT NULL,
	`instance` text NOT NULL,
	`task` text NOT NULL,
	`model` text NOT NULL,
	`provenance` text NOT NULL,
	`key` text NOT NULL,
	`at` integer NOT NULL,
	`agent` text NOT NULL,
	`project` text NOT NULL,
	`user` text NOT NULL,
	`requests` integer NOT NULL,
	`input_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`cache_read_tokens` integer NOT NULL,
	`cache_creation_tokens` integer NOT NULL,
	`cost_micros` integer NOT NULL,
	`unpriced_requests` integer NOT NULL,
	`client_cost_micros` integer,
	`rev` integer NOT NULL,
	PRIMARY KEY(`workspace`, `run`, `key`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `session` (
	`workspace` text NOT NULL,
	`id` text NOT NULL,
	`run` text NOT NULL,
	`session_id` text NOT NULL,
	`agent` text NOT NULL,
	`project` text NOT NULL,
	`user` text NOT NULL,
	`started_at` integer NOT NULL,
	`is_gone` integer NOT NULL,
	`view` text NOT NULL,
	`rev` integer NOT NULL,
	PRIMARY KEY(`workspace`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `session_by_start` ON `session` (`workspace`,`started_at`);--> statement-breakpoint
CREATE INDEX `session_by_session_id` ON `session` (`session_id`,`workspace`);--> statement-breakpoint
CREATE TABLE `task` (
	`workspace` text NOT NULL,
	`id` text NOT NULL,
	`task_id` text NOT NULL,
	`card` text NOT NULL,
	`project` text NOT NULL,
	`status` text NOT NULL,
	`listed_at` integer NOT NULL,
	`is_gone` integer NOT NULL,
	`view` text NOT NULL,
	`rev` integer NOT NULL,
	PRIMARY KEY(`workspace`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `task_by_start` ON `task` (`workspace`,`listed_at`);--> statement-breakpoint
CREATE INDEX `task_by_card` ON `task` (`card`,`workspace`,`listed_at`);--> statement-breakpoint
CREATE TABLE `usage_hour` (
	`workspace` text NOT NULL,
	`hour` integer NOT NULL,
	`owner` text NOT NULL,
	`run` text NOT NULL,
	`instance` text NOT NULL,
	`task` text NOT NULL,
	`model` text NOT NULL,
	`provenance` text NOT NULL,
	`agent` text NOT NULL,
	`project` text NOT NULL,
	`user` text NOT NULL,
	`requests` integer NOT NULL,
	`input_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`cache_read_tokens` integer NOT NULL,
	`cache_creation_tokens` integer NOT NULL,
	`cost_micros` integer NOT NULL,
	`unpriced_requests` integer NOT NULL,
	`client_cost_micros` integer NOT NULL,
	`rev` integer NOT NULL,
	PRIMARY KEY(`workspace`, `hour`, `owner`, `run`, `instance`, `task`, `model`, `provenance`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `usage_hour_by_owner` ON `usage_hour` (`owner`,`workspace`,`hour`);--> statement-breakpoint
CREATE TABLE `usage_trend` (
	`workspace` text NOT NULL,
	`grain` text NOT NULL,
	`at` integer NOT NULL,
	`agent` text NOT NULL,
	`project` text NOT NULL,
	`user` text NOT NULL,
	`model` text NOT NULL,
	`provenance` text NOT NULL,
	`requests` integer NOT NULL,
	`input_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`cache_read_tokens` integer NOT NULL,
	`cache_creation_tokens` integer NOT NULL,
	`cost_micros` integer NOT NULL,
	`unpriced_requests` integer NOT NULL,
	`client_cost_micros` integer NOT NULL,
	PRIMARY KEY(`workspace`, `grain`, `at`, `agent`, `project`, `user`, `model`, `provenance`)
) WITHOUT ROWID;
