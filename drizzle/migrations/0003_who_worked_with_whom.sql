CREATE TABLE `edge_hour` (
	`workspace` text NOT NULL,
	`hour` integer NOT NULL,
	`owner` text NOT NULL,
	`run` text NOT NULL,
	`instance` text NOT NULL,
	`project` text NOT NULL,
	`kind` text NOT NULL,
	`to_card` text NOT NULL,
	`to_session` text NOT NULL,
	`to_agent` text NOT NULL,
	`agent` text NOT NULL,
	`count` integer NOT NULL,
	`last_at` integer NOT NULL,
	`rev` integer NOT NULL,
	PRIMARY KEY(`workspace`, `hour`, `owner`, `run`, `instance`, `project`, `kind`, `to_card`, `to_session`, `to_agent`)
) WITHOUT ROWID;
