CREATE TABLE `request_chunk` (
	`workspace` text NOT NULL,
	`hour` integer NOT NULL,
	`run` text NOT NULL,
	`chunk` integer NOT NULL,
	`requests` text NOT NULL,
	`rev` integer NOT NULL,
	PRIMARY KEY(`workspace`, `hour`, `run`, `chunk`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `request_chunk` (`workspace`, `hour`, `run`, `chunk`, `requests`, `rev`)
SELECT `workspace`, `hour`, `run`, `chunk`, json_group_array(json(`alike`)), max(`rev`)
FROM (
	SELECT `workspace`, `hour`, `run`, `chunk`, max(`rev`) AS `rev`, json_array(
		json_group_array(json_array(`at` - `hour`, `input_tokens`, `output_tokens`, `cache_read_tokens`, `cache_creation_tokens`, `cost_micros`, coalesce(`client_cost_micros`, 0), `unpriced_requests`, `requests`)),
		`owner`, `agent_id`, `task`, `model`, `provenance`, `agent`, `project`, `user`) AS `alike`
	FROM (
		SELECT *, -1 - (row_number() OVER (PARTITION BY `workspace`, `hour`, `run` ORDER BY `key`) - 1) / 16 AS `chunk`
		FROM `request`
		WHERE `requests` <> 0 OR `input_tokens` <> 0 OR `output_tokens` <> 0 OR `cache_read_tokens` <> 0 OR `cache_creation_tokens` <> 0 OR `cost_micros` <> 0 OR `unpriced_requests` <> 0 OR coalesce(`client_cost_micros`, 0) <> 0)
	GROUP BY `workspace`, `hour`, `run`, `chunk`, `owner`, `agent_id`, `task`, `model`, `provenance`, `agent`, `project`, `user`)
GROUP BY `workspace`, `hour`, `run`, `chunk`;--> statement-breakpoint
DROP TABLE `request`;