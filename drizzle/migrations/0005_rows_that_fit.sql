PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_block` (
	`id` integer PRIMARY KEY NOT NULL,
	`workspace` text NOT NULL,
	`session` text NOT NULL,
	`first_seq` integer NOT NULL,
	`last_seq` integer NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer NOT NULL,
	`stored_at` integer NOT NULL,
	`count` integer NOT NULL,
	`data` blob NOT NULL
);
--> statement-breakpoint
INSERT INTO `__new_block` (`workspace`, `session`, `first_seq`, `last_seq`, `from_at`, `to_at`, `stored_at`, `count`, `data`)
SELECT `workspace`, `session`, `first_seq`, `last_seq`, `from_at`, `to_at`, `to_at`, `count`, `data`
FROM `block` ORDER BY `to_at`, `first_seq`;--> statement-breakpoint
DROP TABLE `block`;--> statement-breakpoint
ALTER TABLE `__new_block` RENAME TO `block`;--> statement-breakpoint
CREATE UNIQUE INDEX `block_by_session` ON `block` (`workspace`,`session`,`first_seq`);--> statement-breakpoint
CREATE TABLE `__new_session` (
	`workspace` text NOT NULL,
	`id` text NOT NULL,
	`run` text NOT NULL,
	`session_id` text NOT NULL,
	`agent` text NOT NULL,
	`project` text NOT NULL,
	`user` text NOT NULL,
	`started_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`is_gone` integer NOT NULL,
	`shown_as` text DEFAULT '' NOT NULL,
	`view` blob NOT NULL,
	`rev` integer NOT NULL,
	PRIMARY KEY(`workspace`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_session` (`workspace`, `id`, `run`, `session_id`, `agent`, `project`, `user`, `started_at`, `last_at`, `is_gone`, `shown_as`, `view`, `rev`)
SELECT `workspace`, `id`, `run`, `session_id`, `agent`, `project`, `user`, CASE WHEN `is_gone` THEN CAST(`rev` / 1000 AS INTEGER) ELSE `started_at` END, CASE WHEN `is_gone` THEN CAST(`rev` / 1000 AS INTEGER) ELSE json_extract(`view`, '$.lastAt') END, `is_gone`, `shown_as`, `view`, `rev`
FROM `session`;--> statement-breakpoint
DROP TABLE `session`;--> statement-breakpoint
ALTER TABLE `__new_session` RENAME TO `session`;--> statement-breakpoint
CREATE INDEX `session_by_start` ON `session` (`workspace`,`started_at`);--> statement-breakpoint
CREATE INDEX `session_by_session_id` ON `session` (`session_id`,`workspace`);--> statement-breakpoint
CREATE TABLE `__new_task` (
	`workspace` text NOT NULL,
	`id` text NOT NULL,
	`task_id` text NOT NULL,
	`session` text NOT NULL,
	`project` text NOT NULL,
	`status` text NOT NULL,
	`listed_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`is_gone` integer NOT NULL,
	`origin` text NOT NULL,
	`view_length` integer NOT NULL,
	`view` blob NOT NULL,
	`rev` integer NOT NULL,
	PRIMARY KEY(`workspace`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_task` (`workspace`, `id`, `task_id`, `session`, `project`, `status`, `listed_at`, `last_at`, `is_gone`, `origin`, `view_length`, `view`, `rev`)
SELECT `workspace`, `id`, `task_id`, `card`, `project`, `status`, CASE WHEN `is_gone` THEN CAST(`rev` / 1000 AS INTEGER) ELSE `listed_at` END, CASE WHEN `is_gone` THEN CAST(`rev` / 1000 AS INTEGER) ELSE json_extract(`view`, '$.lastAt') END, `is_gone`, CASE WHEN `is_gone` THEN '' ELSE coalesce(json_extract(`view`, '$.origin'), '') END, length(`view`), `view`, `rev`
FROM `task`;--> statement-breakpoint
DROP TABLE `task`;--> statement-breakpoint
ALTER TABLE `__new_task` RENAME TO `task`;--> statement-breakpoint
CREATE INDEX `task_by_start` ON `task` (`workspace`,`listed_at`);--> statement-breakpoint
CREATE INDEX `task_by_session` ON `task` (`session`,`workspace`,`listed_at`);--> statement-breakpoint
CREATE INDEX `task_by_project` ON `task` (`project`,`workspace`,`listed_at`);--> statement-breakpoint
CREATE TABLE `__new_request` (
	`workspace` text NOT NULL,
	`hour` integer NOT NULL,
	`owner` text NOT NULL,
	`run` text NOT NULL,
	`agent_id` text NOT NULL,
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
	PRIMARY KEY(`workspace`, `hour`, `run`, `key`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_request` (`workspace`, `hour`, `owner`, `run`, `agent_id`, `task`, `model`, `provenance`, `key`, `at`, `agent`, `project`, `user`, `requests`, `input_tokens`, `output_tokens`, `cache_read_tokens`, `cache_creation_tokens`, `cost_micros`, `unpriced_requests`, `client_cost_micros`, `rev`)
SELECT `workspace`, `hour`, `owner`, `run`, `instance`, `task`, `model`, `provenance`, `key`, `at`, `agent`, `project`, `user`, `requests`, `input_tokens`, `output_tokens`, `cache_read_tokens`, `cache_creation_tokens`, `cost_micros`, `unpriced_requests`, `client_cost_micros`, `rev`
FROM `request`;--> statement-breakpoint
DROP TABLE `request`;--> statement-breakpoint
ALTER TABLE `__new_request` RENAME TO `request`;--> statement-breakpoint
CREATE TABLE `__new_usage_hour` (
	`workspace` text NOT NULL,
	`hour` integer NOT NULL,
	`owner` text NOT NULL,
	`run` text NOT NULL,
	`agent_id` text NOT NULL,
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
	PRIMARY KEY(`workspace`, `hour`, `owner`, `run`, `agent_id`, `task`, `model`, `provenance`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_usage_hour` (`workspace`, `hour`, `owner`, `run`, `agent_id`, `task`, `model`, `provenance`, `agent`, `project`, `user`, `requests`, `input_tokens`, `output_tokens`, `cache_read_tokens`, `cache_creation_tokens`, `cost_micros`, `unpriced_requests`, `client_cost_micros`, `rev`)
SELECT `workspace`, `hour`, `owner`, `run`, `instance`, `task`, `model`, `provenance`, `agent`, `project`, `user`, `requests`, `input_tokens`, `output_tokens`, `cache_read_tokens`, `cache_creation_tokens`, `cost_micros`, `unpriced_requests`, `client_cost_micros`, `rev`
FROM `usage_hour`;--> statement-breakpoint
DROP TABLE `usage_hour`;--> statement-breakpoint
ALTER TABLE `__new_usage_hour` RENAME TO `usage_hour`;--> statement-breakpoint
CREATE INDEX `usage_hour_by_owner` ON `usage_hour` (`owner`,`workspace`,`hour`);--> statement-breakpoint
CREATE TABLE `__new_edge_hour` (
	`workspace` text NOT NULL,
	`hour` integer NOT NULL,
	`owner` text NOT NULL,
	`run` text NOT NULL,
	`agent_id` text NOT NULL,
	`project` text NOT NULL,
	`kind` text NOT NULL,
	`to_session` text NOT NULL,
	`to_session_id` text NOT NULL,
	`to_agent` text NOT NULL,
	`agent` text NOT NULL,
	`count` integer NOT NULL,
	`last_at` integer NOT NULL,
	`rev` integer NOT NULL,
	PRIMARY KEY(`workspace`, `hour`, `owner`, `run`, `agent_id`, `project`, `kind`, `to_session`, `to_session_id`, `to_agent`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_edge_hour` (`workspace`, `hour`, `owner`, `run`, `agent_id`, `project`, `kind`, `to_session`, `to_session_id`, `to_agent`, `agent`, `count`, `last_at`, `rev`)
SELECT `workspace`, `hour`, `owner`, `run`, `instance`, `project`, `kind`, `to_card`, `to_session`, `to_agent`, `agent`, `count`, `last_at`, `rev`
FROM `edge_hour`;--> statement-breakpoint
DROP TABLE `edge_hour`;--> statement-breakpoint
ALTER TABLE `__new_edge_hour` RENAME TO `edge_hour`;--> statement-breakpoint
PRAGMA foreign_keys=ON;