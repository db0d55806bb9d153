DROP INDEX `answers_request`;--> statement-breakpoint
CREATE INDEX `answers_of` ON `answers` (`request`);--> statement-breakpoint
CREATE INDEX `answers_retired` ON `answers` (`workspace`,`retired_at`) WHERE "answers"."retired_at" is not null;--> statement-breakpoint
DROP INDEX `checks_group`;--> statement-breakpoint
CREATE INDEX `checks_day` ON `checks` (`workspace`,`date`,`person`);--> statement-breakpoint
DROP INDEX `introductions_once`;--> statement-breakpoint
CREATE UNIQUE INDEX `introductions_of` ON `introductions` (`request`,`other`);--> statement-breakpoint
DROP INDEX `steps_request`;--> statement-breakpoint
CREATE INDEX `steps_of` ON `steps` (`request`);--> statement-breakpoint
DROP INDEX `trades_first`;--> statement-breakpoint
CREATE INDEX `trades_of` ON `trades` (`first`);--> statement-breakpoint
ALTER TABLE `workspaces` ADD `swept_at` integer;--> statement-breakpoint
CREATE INDEX `outbox_age` ON `outbox` (`workspace`,`bulk`,`queued_at`);