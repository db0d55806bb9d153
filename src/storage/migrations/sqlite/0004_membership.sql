ALTER TABLE `people` ADD `guest` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `requests` ADD `outside` integer DEFAULT false NOT NULL;