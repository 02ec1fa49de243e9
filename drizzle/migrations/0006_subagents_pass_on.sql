ALTER TABLE `edge_hour` ADD `from_agent` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `edge_hour` ADD `length` integer DEFAULT 0 NOT NULL;