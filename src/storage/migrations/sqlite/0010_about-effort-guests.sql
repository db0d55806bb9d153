ALTER TABLE `requests` ADD `service` text;--> statement-breakpoint
ALTER TABLE `requests` ADD `customer` text;--> statement-breakpoint
ALTER TABLE `requests` ADD `about_confirmed` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `requests` ADD `effort` text;--> statement-breakpoint
ALTER TABLE `requests` ADD `times` text;--> statement-breakpoint
CREATE INDEX `requests_owner` ON `requests` (`workspace`,`owner`) WHERE "requests"."owner" is not null;--> statement-breakpoint
CREATE INDEX `requests_created` ON `requests` (`workspace`,`created_at`);--> statement-breakpoint
CREATE INDEX `requests_delivered` ON `requests` (`workspace`,`delivered_at`) WHERE "requests"."delivered_at" is not null;--> statement-breakpoint
CREATE INDEX `requests_service` ON `requests` (`workspace`,`service`) WHERE "requests"."service" is not null;--> statement-breakpoint
CREATE INDEX `requests_customer` ON `requests` (`workspace`,`customer`) WHERE "requests"."customer" is not null;--> statement-breakpoint
ALTER TABLE `sign_ins` ADD `guest` integer DEFAULT true NOT NULL;--> statement-breakpoint
CREATE INDEX `steps_outcome` ON `steps` (`workspace`,`at`) WHERE "steps"."act" = 'outcome';