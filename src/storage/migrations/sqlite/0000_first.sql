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
CREATE TABLE `chains` (
	`workspace` text NOT NULL,
	`group` text NOT NULL,
	`links` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`workspace`, `group`)
);
--> statement-breakpoint
CREATE TABLE `changes` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace` text NOT NULL,
	`what` text NOT NULL,
	`before` text,
	`after` text,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	`why` text
);
--> statement-breakpoint
CREATE INDEX `changes_at` ON `changes` (`workspace`,`at`);--> statement-breakpoint
CREATE TABLE `checks` (
	`workspace` text NOT NULL,
	`person` text NOT NULL,
	`date` text NOT NULL,
	`group` text,
	`asked_at` integer,
	`outbox` text,
	`late` integer DEFAULT false NOT NULL,
	`skipped` text,
	`answer` text,
	`answered_at` integer,
	`working` text,
	`pledge` text,
	`message` text,
	`pledge_asked` text,
	`pledge_kept` text,
	`for_retro` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`workspace`, `person`, `date`)
);
--> statement-breakpoint
CREATE INDEX `checks_group` ON `checks` (`workspace`,`group`,`date`);--> statement-breakpoint
CREATE INDEX `checks_message` ON `checks` (`workspace`,`message`) WHERE "checks"."message" is not null;--> statement-breakpoint
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
CREATE TABLE `days_off` (
	`workspace` text NOT NULL,
	`region` text DEFAULT '' NOT NULL,
	`date` text NOT NULL,
	`name` text NOT NULL,
	`by` text NOT NULL,
	PRIMARY KEY(`workspace`, `date`, `region`)
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
CREATE TABLE `enrolments` (
	`workspace` text NOT NULL,
	`person` text NOT NULL,
	`place` text NOT NULL,
	`conversation` text NOT NULL,
	`at` text NOT NULL,
	`days` text NOT NULL,
	`zone` text,
	`region` text,
	`paused_until` text,
	`snoozed_until` integer,
	`snoozed_date` text,
	`quiet_until` integer,
	`looked_at` integer,
	`weekly` integer DEFAULT false NOT NULL,
	`misses` integer DEFAULT 0 NOT NULL,
	`group` text,
	`enrolled_by` text NOT NULL,
	`observer` integer DEFAULT false NOT NULL,
	`stopped_at` integer,
	`next_at` integer,
	`in_zone` text,
	`through` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`workspace`, `person`)
);
--> statement-breakpoint
CREATE INDEX `enrolments_due` ON `enrolments` (`next_at`) WHERE "enrolments"."next_at" is not null;--> statement-breakpoint
CREATE INDEX `enrolments_group` ON `enrolments` (`workspace`,`group`);--> statement-breakpoint
CREATE TABLE `groups` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace` text NOT NULL,
	`name` text NOT NULL,
	`advocate` text,
	`strategy` text,
	`source` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `groups_name` ON `groups` (`workspace`,`name`);--> statement-breakpoint
CREATE TABLE `installations` (
	`workspace` text PRIMARY KEY NOT NULL,
	`surface` text NOT NULL,
	`app` text,
	`organisation` text,
	`bot` text NOT NULL,
	`token` text,
	`scopes` text NOT NULL,
	`installed_by` text NOT NULL,
	`installed_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE TABLE `introductions` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace` text NOT NULL,
	`request` text NOT NULL,
	`other` text NOT NULL,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`request`) REFERENCES `requests`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `introductions_once` ON `introductions` (`workspace`,`request`,`other`);--> statement-breakpoint
CREATE TABLE `members` (
	`workspace` text NOT NULL,
	`group` text NOT NULL,
	`person` text NOT NULL,
	PRIMARY KEY(`workspace`, `group`, `person`),
	FOREIGN KEY (`group`) REFERENCES `groups`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `members_person` ON `members` (`workspace`,`person`);--> statement-breakpoint
CREATE TABLE `needs` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`workspace` text NOT NULL,
	`request` text NOT NULL,
	`meaning` text NOT NULL,
	FOREIGN KEY (`request`) REFERENCES `requests`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `needs_request` ON `needs` (`request`);--> statement-breakpoint
CREATE INDEX `needs_workspace` ON `needs` (`workspace`,`seq`);--> statement-breakpoint
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
	`not_after` integer,
	`message` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`code` text,
	`queued_at` integer NOT NULL,
	`sent_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_id` ON `outbox` (`id`);--> statement-breakpoint
CREATE INDEX `outbox_unsent` ON `outbox` (`bulk`,`workspace`,`conversation`,`seq`) WHERE "outbox"."state" in ('queued', 'sending', 'unknown');--> statement-breakpoint
CREATE INDEX `outbox_held` ON `outbox` (`holder`) WHERE "outbox"."holder" is not null;--> statement-breakpoint
CREATE INDEX `outbox_bulk` ON `outbox` (`workspace`,`not_before`) WHERE "outbox"."bulk" and "outbox"."state" = 'queued' and "outbox"."holder" is null;--> statement-breakpoint
CREATE INDEX `outbox_message` ON `outbox` (`workspace`,`message`) WHERE "outbox"."message" is not null;--> statement-breakpoint
CREATE INDEX `outbox_brief` ON `outbox` (`workspace`,`request`) WHERE "outbox"."question" in ('brief', 'intake');--> statement-breakpoint
CREATE TABLE `people` (
	`workspace` text NOT NULL,
	`id` text NOT NULL,
	`name` text,
	`zone` text,
	`locale` text,
	`language` text,
	`welcomed_at` integer,
	`admin` integer DEFAULT false NOT NULL,
	`nudged_at` integer,
	`unnudged` integer DEFAULT false NOT NULL,
	`unbriefed` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`workspace`, `id`)
);
--> statement-breakpoint
CREATE TABLE `pictures` (
	`workspace` text NOT NULL,
	`group` text NOT NULL,
	`from` text NOT NULL,
	`weeks` integer NOT NULL,
	`people` text NOT NULL,
	`crowd` integer,
	`glad` text,
	`kept` text,
	`themes` text DEFAULT '[]' NOT NULL,
	PRIMARY KEY(`workspace`, `from`, `weeks`, `group`)
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
CREATE INDEX `requests_merged` ON `requests` (`workspace`,`merged_into`) WHERE "requests"."merged_into" is not null;--> statement-breakpoint
CREATE TABLE `retrospective_actions` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace` text NOT NULL,
	`retrospective` text NOT NULL,
	`home` text NOT NULL,
	`rank` integer NOT NULL,
	`text` text NOT NULL,
	`owner` text,
	`due` text,
	`state` text NOT NULL,
	`looked_at` text,
	FOREIGN KEY (`retrospective`) REFERENCES `retrospectives`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `retrospective_actions_of` ON `retrospective_actions` (`retrospective`);--> statement-breakpoint
CREATE INDEX `retrospective_actions_home` ON `retrospective_actions` (`workspace`,`home`,`state`);--> statement-breakpoint
CREATE TABLE `retrospective_notes` (
	`id` text PRIMARY KEY NOT NULL,
	`retrospective` text NOT NULL,
	`column` text NOT NULL,
	`text` text NOT NULL,
	`by` text,
	`topic` text NOT NULL,
	FOREIGN KEY (`retrospective`) REFERENCES `retrospectives`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `retrospective_notes_of` ON `retrospective_notes` (`retrospective`);--> statement-breakpoint
CREATE TABLE `retrospective_people` (
	`retrospective` text NOT NULL,
	`person` text NOT NULL,
	`observer` integer DEFAULT false NOT NULL,
	`wrote` integer DEFAULT false NOT NULL,
	`ready` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`retrospective`, `person`),
	FOREIGN KEY (`retrospective`) REFERENCES `retrospectives`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `retrospective_people_person` ON `retrospective_people` (`person`);--> statement-breakpoint
CREATE TABLE `retrospective_series` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace` text NOT NULL,
	`place` text NOT NULL,
	`home` text NOT NULL,
	`conversation` text NOT NULL,
	`template` text NOT NULL,
	`naming` text NOT NULL,
	`group` text,
	`weeks` integer NOT NULL,
	`weekday` integer NOT NULL,
	`time` text NOT NULL,
	`zone` text NOT NULL,
	`anchor` text NOT NULL,
	`next_at` integer NOT NULL,
	`rota` text NOT NULL,
	`by` text NOT NULL,
	`stopped_at` integer
);
--> statement-breakpoint
CREATE INDEX `retrospective_series_home` ON `retrospective_series` (`workspace`,`home`);--> statement-breakpoint
CREATE TABLE `retrospective_topics` (
	`id` text PRIMARY KEY NOT NULL,
	`retrospective` text NOT NULL,
	`number` integer NOT NULL,
	`title` text,
	`votes` integer DEFAULT 0 NOT NULL,
	`discussed` integer DEFAULT false NOT NULL,
	`remarks` text NOT NULL,
	FOREIGN KEY (`retrospective`) REFERENCES `retrospectives`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `retrospective_topics_number` ON `retrospective_topics` (`retrospective`,`number`);--> statement-breakpoint
CREATE TABLE `retrospective_votes` (
	`retrospective` text NOT NULL,
	`person` text NOT NULL,
	`dot` integer NOT NULL,
	`topic` text NOT NULL,
	PRIMARY KEY(`retrospective`, `person`, `dot`),
	FOREIGN KEY (`retrospective`) REFERENCES `retrospectives`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `retrospectives` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace` text NOT NULL,
	`template` text NOT NULL,
	`title` text NOT NULL,
	`columns` text NOT NULL,
	`naming` text NOT NULL,
	`phase` text NOT NULL,
	`budget` integer NOT NULL,
	`minutes` integer NOT NULL,
	`home` text NOT NULL,
	`cards` text NOT NULL,
	`conversation` text NOT NULL,
	`facilitator` text NOT NULL,
	`seen_at` integer NOT NULL,
	`group` text,
	`series` text,
	`deadline` integer,
	`box` text,
	`topic` text,
	`until` integer,
	`declined` text NOT NULL,
	`page` integer DEFAULT 0 NOT NULL,
	`brought` text,
	`summary` text,
	`started_at` integer NOT NULL,
	`closed_at` integer
);
--> statement-breakpoint
CREATE INDEX `retrospectives_home` ON `retrospectives` (`workspace`,`home`,`started_at`);--> statement-breakpoint
CREATE INDEX `retrospectives_phase` ON `retrospectives` (`workspace`,`phase`);--> statement-breakpoint
CREATE TABLE `spent` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
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
CREATE TABLE `streams` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `streams_name` ON `streams` (`workspace`,`name`);--> statement-breakpoint
CREATE TABLE `trades` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace` text NOT NULL,
	`first` text NOT NULL,
	`waits` text,
	`words` text,
	`side` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`first`) REFERENCES `requests`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `trades_first` ON `trades` (`workspace`,`first`);--> statement-breakpoint
CREATE INDEX `trades_waits` ON `trades` (`workspace`,`waits`);--> statement-breakpoint
CREATE TABLE `workspaces` (
	`id` text PRIMARY KEY NOT NULL,
	`last_request` integer DEFAULT 0 NOT NULL,
	`settings` text DEFAULT '{}' NOT NULL,
	`created_at` integer NOT NULL
);
