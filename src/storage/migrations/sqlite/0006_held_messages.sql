CREATE TABLE `held_messages` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace` text NOT NULL,
	`conversation` text NOT NULL,
	`place` text NOT NULL,
	`message` text NOT NULL,
	`by` text NOT NULL,
	`text` text NOT NULL,
	`targets` text NOT NULL,
	`at` integer NOT NULL,
	`settled_as` text,
	`settled_at` integer
);
--> statement-breakpoint
CREATE INDEX `held_messages_message` ON `held_messages` (`workspace`,`message`);--> statement-breakpoint
CREATE INDEX `held_messages_by` ON `held_messages` (`workspace`,`by`);--> statement-breakpoint
CREATE INDEX `held_messages_at` ON `held_messages` (`workspace`,`at`);--> statement-breakpoint
CREATE INDEX `held_messages_waiting` ON `held_messages` (`workspace`,`conversation`) WHERE "held_messages"."settled_at" is null;