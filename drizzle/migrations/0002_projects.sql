CREATE TABLE `project` (
	`workspace` text NOT NULL,
	`project` text NOT NULL,
	`tasks` integer NOT NULL,
	`open_tasks` integer NOT NULL,
	`planned_tasks` integer NOT NULL,
	`asked_tasks` integer NOT NULL,
	`last_at` integer NOT NULL,
	PRIMARY KEY(`workspace`, `project`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `project_by_last` ON `project` (`workspace`,`last_at`);--> statement-breakpoint
CREATE INDEX `task_by_project` ON `task` (`project`,`workspace`,`listed_at`);--> statement-breakpoint
INSERT INTO `project`
SELECT `workspace`, `project`, count(*), sum(`status` NOT IN ('success', 'cancelled')),
	sum(json_extract(`view`, '$.origin') IS NOT NULL), sum(json_extract(`view`, '$.origin') IS 'prometheus'),
	max(json_extract(`view`, '$.lastAt'))
FROM `task` WHERE `is_gone` = 0 GROUP BY `workspace`, `project`;
