ALTER TABLE `retrospectives` ADD `writers` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `retrospective_people` DROP COLUMN `wrote`;