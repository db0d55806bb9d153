CREATE TABLE `set_aside` (
	`workspace` text NOT NULL,
	`table_name` text NOT NULL,
	`key` text NOT NULL,
	`code` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`table_name`, `workspace`, `key`)
);
--> statement-breakpoint
ALTER TABLE `people` ADD `guest` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `requests` ADD `outside` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `retrospectives` ADD `writers` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `pictures` DROP COLUMN `kept`;--> statement-breakpoint
ALTER TABLE `retrospective_people` DROP COLUMN `wrote`;