CREATE TABLE `label_set` (
	`workspace` text NOT NULL,
	`id` text NOT NULL,
	`key` text NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`workspace`, `id`, `key`)
) WITHOUT ROWID;
--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_usage_hour` (
	`workspace` text NOT NULL,
	`hour` integer NOT NULL,
	`owner` text NOT NULL,
	`run` text NOT NULL,
	`agent_id` text NOT NULL,
	`task` text NOT NULL,
	`model` text NOT NULL,
	`labels` text DEFAULT '' NOT NULL,
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
	PRIMARY KEY(`workspace`, `hour`, `owner`, `run`, `agent_id`, `task`, `model`, `provenance`, `labels`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_usage_hour`("workspace", "hour", "owner", "run", "agent_id", "task", "model", "provenance", "agent", "project", "user", "requests", "input_tokens", "output_tokens", "cache_read_tokens", "cache_creation_tokens", "cost_micros", "unpriced_requests", "client_cost_micros", "rev") SELECT "workspace", "hour", "owner", "run", "agent_id", "task", "model", "provenance", "agent", "project", "user", "requests", "input_tokens", "output_tokens", "cache_read_tokens", "cache_creation_tokens", "cost_micros", "unpriced_requests", "client_cost_micros", "rev" FROM `usage_hour`;--> statement-breakpoint
DROP TABLE `usage_hour`;--> statement-breakpoint
ALTER TABLE `__new_usage_hour` RENAME TO `usage_hour`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `usage_hour_by_owner` ON `usage_hour` (`owner`,`workspace`,`hour`);--> statement-breakpoint
CREATE TABLE `__new_usage_trend` (
	`workspace` text NOT NULL,
	`grain` text NOT NULL,
	`at` integer NOT NULL,
	`agent` text NOT NULL,
	`project` text NOT NULL,
	`user` text NOT NULL,
	`model` text NOT NULL,
	`labels` text DEFAULT '' NOT NULL,
	`provenance` text NOT NULL,
	`requests` integer NOT NULL,
	`input_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`cache_read_tokens` integer NOT NULL,
	`cache_creation_tokens` integer NOT NULL,
	`cost_micros` integer NOT NULL,
	`unpriced_requests` integer NOT NULL,
	`client_cost_micros` integer NOT NULL,
	PRIMARY KEY(`workspace`, `grain`, `at`, `agent`, `project`, `user`, `model`, `provenance`, `labels`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_usage_trend`("workspace", "grain", "at", "agent", "project", "user", "model", "provenance", "requests", "input_tokens", "output_tokens", "cache_read_tokens", "cache_creation_tokens", "cost_micros", "unpriced_requests", "client_cost_micros") SELECT "workspace", "grain", "at", "agent", "project", "user", "model", "provenance", "requests", "input_tokens", "output_tokens", "cache_read_tokens", "cache_creation_tokens", "cost_micros", "unpriced_requests", "client_cost_micros" FROM `usage_trend`;--> statement-breakpoint
DROP TABLE `usage_trend`;--> statement-breakpoint
ALTER TABLE `__new_usage_trend` RENAME TO `usage_trend`;--> statement-breakpoint
ALTER TABLE `session` ADD `labels` text DEFAULT '' NOT NULL;