CREATE TABLE `answers` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace` text NOT NULL,
	`request` text NOT NULL,
	`question` text NOT NULL,
	`text` text,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	`message` text,
	`label` text,
	`confidence` real,
	`lens` text,
	`judge` text,
	`restated` text,
	`retired_at` integer,
	FOREIGN KEY (`request`) REFERENCES `requests`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `answers_request` ON `answers` (`workspace`,`request`);--> statement-breakpoint
CREATE INDEX `answers_message` ON `answers` (`workspace`,`message`);--> statement-breakpoint
CREATE TABLE `arrivals` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`workspace` text NOT NULL,
	`id` text NOT NULL,
	`conversation` text NOT NULL,
	`once` text,
	`kind` text NOT NULL,
	`body` text,
	`received_at` integer NOT NULL,
	`holder` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`done_at` integer,
	`note` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `arrivals_id` ON `arrivals` (`workspace`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `arrivals_once` ON `arrivals` (`workspace`,`once`);--> statement-breakpoint
CREATE INDEX `arrivals_undone` ON `arrivals` (`workspace`,`conversation`,`seq`) WHERE "arrivals"."done_at" is null;--> statement-breakpoint
CREATE TABLE `conversations` (
	`workspace` text NOT NULL,
	`key` text NOT NULL,
	`place` text NOT NULL,
	`state` text NOT NULL,
	`revision` integer DEFAULT 0 NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`workspace`, `key`)
);
--> statement-breakpoint
CREATE TABLE `duties` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace` text NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`conversation` text NOT NULL,
	`due_at` integer NOT NULL,
	`holder` text,
	`done_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `duties_once` ON `duties` (`workspace`,`kind`,`subject`);--> statement-breakpoint
CREATE INDEX `duties_due` ON `duties` (`due_at`) WHERE "duties"."done_at" is null;--> statement-breakpoint
CREATE TABLE `outbox` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`workspace` text NOT NULL,
	`conversation` text NOT NULL,
	`request` text,
	`question` text,
	`kind` text NOT NULL,
	`place` text NOT NULL,
	`card` text NOT NULL,
	`target` text,
	`state` text DEFAULT 'queued' NOT NULL,
	`bulk` integer DEFAULT false NOT NULL,
	`holder` text,
	`not_before` integer,
	`message` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`code` text,
	`queued_at` integer NOT NULL,
	`sent_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_id` ON `outbox` (`id`);--> statement-breakpoint
CREATE INDEX `outbox_unsent` ON `outbox` (`workspace`,`conversation`,`seq`) WHERE "outbox"."state" in ('queued', 'sending', 'unknown');--> statement-breakpoint
CREATE INDEX `outbox_message` ON `outbox` (`workspace`,`message`) WHERE "outbox"."message" is not null;--> statement-breakpoint
CREATE INDEX `outbox_brief` ON `outbox` (`workspace`,`request`) WHERE "outbox"."question" in ('brief', 'intake');--> statement-breakpoint
CREATE TABLE `people` (
	`workspace` text NOT NULL,
	`id` text NOT NULL,
	`name` text,
	`zone` text,
	`locale` text,
	`welcomed_at` integer,
	`admin` integer DEFAULT false NOT NULL,
	`nudged_at` integer,
	`unnudged` integer DEFAULT false NOT NULL,
	`unbriefed` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`workspace`, `id`)
);
--> statement-breakpoint
CREATE TABLE `places` (
	`workspace` text NOT NULL,
	`key` text NOT NULL,
	`place` text NOT NULL,
	`address` text,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`workspace`, `key`)
);
--> statement-breakpoint
CREATE TABLE `replicas` (
	`id` text PRIMARY KEY NOT NULL,
	`host` text NOT NULL,
	`pid` integer NOT NULL,
	`seen_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `requests` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace` text NOT NULL,
	`number` integer NOT NULL,
	`conversation` text NOT NULL,
	`place` text NOT NULL,
	`requester` text NOT NULL,
	`raised_by` text NOT NULL,
	`kind` text,
	`status` text NOT NULL,
	`text` text NOT NULL,
	`wish` text,
	`title` text,
	`priority` integer DEFAULT false NOT NULL,
	`provider` integer DEFAULT false NOT NULL,
	`reading` text,
	`message` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`logged_at` integer,
	`owner` text,
	`delivered_at` integer,
	`group` text,
	`stream` text,
	`merged_into` text,
	`secluded` integer DEFAULT false NOT NULL,
	`outcome` text,
	`brought` text,
	`talk` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `requests_number` ON `requests` (`workspace`,`number`);--> statement-breakpoint
CREATE INDEX `requests_requester` ON `requests` (`workspace`,`requester`,`status`);--> statement-breakpoint
CREATE INDEX `requests_conversation` ON `requests` (`workspace`,`conversation`);--> statement-breakpoint
CREATE INDEX `requests_status` ON `requests` (`workspace`,`status`);--> statement-breakpoint
CREATE TABLE `steps` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace` text NOT NULL,
	`request` text NOT NULL,
	`act` text,
	`status` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	`why` text,
	`details` text,
	`message` text,
	FOREIGN KEY (`request`) REFERENCES `requests`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `steps_request` ON `steps` (`workspace`,`request`);--> statement-breakpoint
CREATE TABLE `workspaces` (
	`id` text PRIMARY KEY NOT NULL,
	`last_request` integer DEFAULT 0 NOT NULL,
	`settings` text DEFAULT '{}' NOT NULL,
	`created_at` integer NOT NULL
);
