PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_request` (
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
	PRIMARY KEY(`workspace`, `hour`, `run`, `key`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_request`("workspace", "hour", "owner", "run", "instance", "task", "model", "provenance", "key", "at", "agent", "project", "user", "requests", "input_tokens", "output_tokens", "cache_read_tokens", "cache_creation_tokens", "cost_micros", "unpriced_requests", "client_cost_micros", "rev") SELECT "workspace", "hour", "owner", "run", "instance", "task", "model", "provenance", "key", "at", "agent", "project", "user", "requests", "input_tokens", "output_tokens", "cache_read_tokens", "cache_creation_tokens", "cost_micros", "unpriced_requests", "client_cost_micros", "rev" FROM `request`;--> statement-breakpoint
DROP TABLE `request`;--> statement-breakpoint
ALTER TABLE `__new_request` RENAME TO `request`;--> statement-breakpoint
PRAGMA foreign_keys=ON;