CREATE TABLE "answers" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"request" text NOT NULL,
	"question" text NOT NULL,
	"text" json,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"message" text,
	"label" text,
	"confidence" double precision,
	"lens" text,
	"judge" text,
	"restated" text,
	"retired_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "arrivals" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "arrivals_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workspace" text NOT NULL,
	"id" text NOT NULL,
	"conversation" text NOT NULL,
	"once" text,
	"kind" text NOT NULL,
	"body" json,
	"received_at" timestamp (3) with time zone NOT NULL,
	"holder" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"done_at" timestamp (3) with time zone,
	"note" text
);
--> statement-breakpoint
CREATE TABLE "chains" (
	"workspace" text NOT NULL,
	"group" text NOT NULL,
	"links" json NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "chains_workspace_group_pk" PRIMARY KEY("workspace","group")
);
--> statement-breakpoint
CREATE TABLE "changes" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"what" text NOT NULL,
	"before" json,
	"after" json,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"why" json
);
--> statement-breakpoint
CREATE TABLE "checks" (
	"workspace" text NOT NULL,
	"person" text NOT NULL,
	"date" text NOT NULL,
	"group" text,
	"asked_at" timestamp (3) with time zone,
	"outbox" text,
	"late" boolean DEFAULT false NOT NULL,
	"skipped" text,
	"answer" text,
	"answered_at" timestamp (3) with time zone,
	"working" json,
	"pledge" json,
	"message" text,
	"pledge_asked" text,
	"pledge_kept" text,
	"for_retro" boolean DEFAULT false NOT NULL,
	CONSTRAINT "checks_workspace_person_date_pk" PRIMARY KEY("workspace","person","date")
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"workspace" text NOT NULL,
	"key" text NOT NULL,
	"place" json NOT NULL,
	"state" json NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "conversations_workspace_key_pk" PRIMARY KEY("workspace","key")
);
--> statement-breakpoint
CREATE TABLE "days_off" (
	"workspace" text NOT NULL,
	"region" text DEFAULT '' NOT NULL,
	"date" text NOT NULL,
	"name" text NOT NULL,
	"by" text NOT NULL,
	CONSTRAINT "days_off_workspace_date_region_pk" PRIMARY KEY("workspace","date","region")
);
--> statement-breakpoint
CREATE TABLE "duties" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"conversation" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"holder" text,
	"done_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "enrolments" (
	"workspace" text NOT NULL,
	"person" text NOT NULL,
	"place" json NOT NULL,
	"conversation" text NOT NULL,
	"at" text NOT NULL,
	"days" text NOT NULL,
	"zone" text,
	"region" text,
	"paused_until" text,
	"snoozed_until" timestamp (3) with time zone,
	"snoozed_date" text,
	"quiet_until" timestamp (3) with time zone,
	"looked_at" timestamp (3) with time zone,
	"weekly" boolean DEFAULT false NOT NULL,
	"misses" integer DEFAULT 0 NOT NULL,
	"group" text,
	"enrolled_by" text NOT NULL,
	"observer" boolean DEFAULT false NOT NULL,
	"stopped_at" timestamp (3) with time zone,
	"next_at" timestamp (3) with time zone,
	"in_zone" text,
	"through" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "enrolments_workspace_person_pk" PRIMARY KEY("workspace","person")
);
--> statement-breakpoint
CREATE TABLE "groups" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"name" text NOT NULL,
	"advocate" text,
	"strategy" json,
	"source" json NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "installations" (
	"workspace" text PRIMARY KEY NOT NULL,
	"surface" text NOT NULL,
	"app" text,
	"organisation" text,
	"bot" text NOT NULL,
	"token" text,
	"scopes" json NOT NULL,
	"installed_by" text NOT NULL,
	"installed_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "introductions" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"request" text NOT NULL,
	"other" text NOT NULL,
	"state" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "members" (
	"workspace" text NOT NULL,
	"group" text NOT NULL,
	"person" text NOT NULL,
	CONSTRAINT "members_workspace_group_person_pk" PRIMARY KEY("workspace","group","person")
);
--> statement-breakpoint
CREATE TABLE "needs" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "needs_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workspace" text NOT NULL,
	"request" text NOT NULL,
	"meaning" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" text NOT NULL,
	"workspace" text NOT NULL,
	"conversation" text NOT NULL,
	"request" text,
	"question" text,
	"kind" text NOT NULL,
	"place" json NOT NULL,
	"card" json NOT NULL,
	"target" text,
	"state" text DEFAULT 'queued' NOT NULL,
	"bulk" boolean DEFAULT false NOT NULL,
	"holder" text,
	"not_before" timestamp (3) with time zone,
	"not_after" timestamp (3) with time zone,
	"message" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"code" text,
	"queued_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "people" (
	"workspace" text NOT NULL,
	"id" text NOT NULL,
	"name" text,
	"zone" text,
	"locale" text,
	"language" text,
	"welcomed_at" timestamp (3) with time zone,
	"admin" boolean DEFAULT false NOT NULL,
	"nudged_at" timestamp (3) with time zone,
	"unnudged" boolean DEFAULT false NOT NULL,
	"unbriefed" boolean DEFAULT false NOT NULL,
	CONSTRAINT "people_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
CREATE TABLE "pictures" (
	"workspace" text NOT NULL,
	"group" text NOT NULL,
	"from" text NOT NULL,
	"weeks" integer NOT NULL,
	"people" json NOT NULL,
	"crowd" integer,
	"glad" json,
	"kept" json,
	"themes" json DEFAULT '[]'::json NOT NULL,
	CONSTRAINT "pictures_workspace_from_weeks_group_pk" PRIMARY KEY("workspace","from","weeks","group")
);
--> statement-breakpoint
CREATE TABLE "places" (
	"workspace" text NOT NULL,
	"key" text NOT NULL,
	"place" json NOT NULL,
	"address" json,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "places_workspace_key_pk" PRIMARY KEY("workspace","key")
);
--> statement-breakpoint
CREATE TABLE "replicas" (
	"id" text PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"number" integer NOT NULL,
	"conversation" text NOT NULL,
	"place" json NOT NULL,
	"requester" text NOT NULL,
	"raised_by" text NOT NULL,
	"kind" text,
	"status" text NOT NULL,
	"text" json NOT NULL,
	"wish" json,
	"title" text,
	"priority" boolean DEFAULT false NOT NULL,
	"provider" boolean DEFAULT false NOT NULL,
	"reading" json,
	"message" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"logged_at" timestamp (3) with time zone,
	"owner" text,
	"delivered_at" timestamp (3) with time zone,
	"group" text,
	"stream" text,
	"merged_into" text,
	"secluded" boolean DEFAULT false NOT NULL,
	"outcome" text,
	"brought" text,
	"talk" json
);
--> statement-breakpoint
CREATE TABLE "retrospective_actions" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"retrospective" text NOT NULL,
	"home" text NOT NULL,
	"rank" integer NOT NULL,
	"text" text NOT NULL,
	"owner" text,
	"due" text,
	"state" text NOT NULL,
	"looked_at" text
);
--> statement-breakpoint
CREATE TABLE "retrospective_notes" (
	"id" text PRIMARY KEY NOT NULL,
	"retrospective" text NOT NULL,
	"column" text NOT NULL,
	"text" text NOT NULL,
	"by" text,
	"topic" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "retrospective_people" (
	"retrospective" text NOT NULL,
	"person" text NOT NULL,
	"observer" boolean DEFAULT false NOT NULL,
	"wrote" boolean DEFAULT false NOT NULL,
	"ready" boolean DEFAULT false NOT NULL,
	CONSTRAINT "retrospective_people_retrospective_person_pk" PRIMARY KEY("retrospective","person")
);
--> statement-breakpoint
CREATE TABLE "retrospective_series" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"place" json NOT NULL,
	"home" text NOT NULL,
	"conversation" text NOT NULL,
	"template" text NOT NULL,
	"naming" text NOT NULL,
	"group" text,
	"weeks" integer NOT NULL,
	"weekday" integer NOT NULL,
	"time" text NOT NULL,
	"zone" text NOT NULL,
	"anchor" text NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"rota" json NOT NULL,
	"by" text NOT NULL,
	"stopped_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "retrospective_topics" (
	"id" text PRIMARY KEY NOT NULL,
	"retrospective" text NOT NULL,
	"number" integer NOT NULL,
	"title" text,
	"votes" integer DEFAULT 0 NOT NULL,
	"discussed" boolean DEFAULT false NOT NULL,
	"remarks" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "retrospective_votes" (
	"retrospective" text NOT NULL,
	"person" text NOT NULL,
	"dot" integer NOT NULL,
	"topic" text NOT NULL,
	CONSTRAINT "retrospective_votes_retrospective_person_dot_pk" PRIMARY KEY("retrospective","person","dot")
);
--> statement-breakpoint
CREATE TABLE "retrospectives" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"template" text NOT NULL,
	"title" text NOT NULL,
	"columns" json NOT NULL,
	"naming" text NOT NULL,
	"phase" text NOT NULL,
	"budget" integer NOT NULL,
	"minutes" integer NOT NULL,
	"home" text NOT NULL,
	"cards" json NOT NULL,
	"conversation" text NOT NULL,
	"facilitator" text NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"group" text,
	"series" text,
	"deadline" timestamp (3) with time zone,
	"box" text,
	"topic" text,
	"until" timestamp (3) with time zone,
	"declined" json NOT NULL,
	"page" integer DEFAULT 0 NOT NULL,
	"brought" json,
	"summary" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "spent" (
	"id" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "steps" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"request" text NOT NULL,
	"act" text,
	"status" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"why" json,
	"details" json,
	"message" text
);
--> statement-breakpoint
CREATE TABLE "streams" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "trades" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"first" text NOT NULL,
	"waits" text,
	"words" json,
	"side" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workspaces" (
	"id" text PRIMARY KEY NOT NULL,
	"last_request" integer DEFAULT 0 NOT NULL,
	"settings" json DEFAULT '{}'::json NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "answers" ADD CONSTRAINT "answers_request_requests_id_fk" FOREIGN KEY ("request") REFERENCES "public"."requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "introductions" ADD CONSTRAINT "introductions_request_requests_id_fk" FOREIGN KEY ("request") REFERENCES "public"."requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_group_groups_id_fk" FOREIGN KEY ("group") REFERENCES "public"."groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "needs" ADD CONSTRAINT "needs_request_requests_id_fk" FOREIGN KEY ("request") REFERENCES "public"."requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retrospective_actions" ADD CONSTRAINT "retrospective_actions_retrospective_retrospectives_id_fk" FOREIGN KEY ("retrospective") REFERENCES "public"."retrospectives"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retrospective_notes" ADD CONSTRAINT "retrospective_notes_retrospective_retrospectives_id_fk" FOREIGN KEY ("retrospective") REFERENCES "public"."retrospectives"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retrospective_people" ADD CONSTRAINT "retrospective_people_retrospective_retrospectives_id_fk" FOREIGN KEY ("retrospective") REFERENCES "public"."retrospectives"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retrospective_topics" ADD CONSTRAINT "retrospective_topics_retrospective_retrospectives_id_fk" FOREIGN KEY ("retrospective") REFERENCES "public"."retrospectives"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retrospective_votes" ADD CONSTRAINT "retrospective_votes_retrospective_retrospectives_id_fk" FOREIGN KEY ("retrospective") REFERENCES "public"."retrospectives"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "steps" ADD CONSTRAINT "steps_request_requests_id_fk" FOREIGN KEY ("request") REFERENCES "public"."requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "trades" ADD CONSTRAINT "trades_first_requests_id_fk" FOREIGN KEY ("first") REFERENCES "public"."requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "answers_request" ON "answers" USING btree ("workspace","request");--> statement-breakpoint
CREATE INDEX "answers_message" ON "answers" USING btree ("workspace","message");--> statement-breakpoint
CREATE UNIQUE INDEX "arrivals_id" ON "arrivals" USING btree ("workspace","id");--> statement-breakpoint
CREATE UNIQUE INDEX "arrivals_once" ON "arrivals" USING btree ("workspace","once");--> statement-breakpoint
CREATE INDEX "arrivals_undone" ON "arrivals" USING btree ("workspace","conversation","seq") WHERE "arrivals"."done_at" is null;--> statement-breakpoint
CREATE INDEX "changes_at" ON "changes" USING btree ("workspace","at");--> statement-breakpoint
CREATE INDEX "checks_group" ON "checks" USING btree ("workspace","group","date");--> statement-breakpoint
CREATE INDEX "checks_message" ON "checks" USING btree ("workspace","message") WHERE "checks"."message" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "duties_once" ON "duties" USING btree ("workspace","kind","subject");--> statement-breakpoint
CREATE INDEX "duties_due" ON "duties" USING btree ("due_at") WHERE "duties"."done_at" is null;--> statement-breakpoint
CREATE INDEX "enrolments_due" ON "enrolments" USING btree ("next_at") WHERE "enrolments"."next_at" is not null;--> statement-breakpoint
CREATE INDEX "enrolments_group" ON "enrolments" USING btree ("workspace","group");--> statement-breakpoint
CREATE UNIQUE INDEX "groups_name" ON "groups" USING btree ("workspace","name");--> statement-breakpoint
CREATE UNIQUE INDEX "introductions_once" ON "introductions" USING btree ("workspace","request","other");--> statement-breakpoint
CREATE INDEX "members_person" ON "members" USING btree ("workspace","person");--> statement-breakpoint
CREATE UNIQUE INDEX "needs_request" ON "needs" USING btree ("request");--> statement-breakpoint
CREATE INDEX "needs_workspace" ON "needs" USING btree ("workspace","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_id" ON "outbox" USING btree ("id");--> statement-breakpoint
CREATE INDEX "outbox_unsent" ON "outbox" USING btree ("bulk","workspace","conversation","seq") WHERE "outbox"."state" in ('queued', 'sending', 'unknown');--> statement-breakpoint
CREATE INDEX "outbox_held" ON "outbox" USING btree ("holder") WHERE "outbox"."holder" is not null;--> statement-breakpoint
CREATE INDEX "outbox_bulk" ON "outbox" USING btree ("workspace","not_before") WHERE "outbox"."bulk" and "outbox"."state" = 'queued' and "outbox"."holder" is null;--> statement-breakpoint
CREATE INDEX "outbox_message" ON "outbox" USING btree ("workspace","message") WHERE "outbox"."message" is not null;--> statement-breakpoint
CREATE INDEX "outbox_brief" ON "outbox" USING btree ("workspace","request") WHERE "outbox"."question" in ('brief', 'intake');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_number" ON "requests" USING btree ("workspace","number");--> statement-breakpoint
CREATE INDEX "requests_requester" ON "requests" USING btree ("workspace","requester","status");--> statement-breakpoint
CREATE INDEX "requests_conversation" ON "requests" USING btree ("workspace","conversation");--> statement-breakpoint
CREATE INDEX "requests_status" ON "requests" USING btree ("workspace","status");--> statement-breakpoint
CREATE INDEX "requests_merged" ON "requests" USING btree ("workspace","merged_into") WHERE "requests"."merged_into" is not null;--> statement-breakpoint
CREATE INDEX "retrospective_actions_of" ON "retrospective_actions" USING btree ("retrospective");--> statement-breakpoint
CREATE INDEX "retrospective_actions_home" ON "retrospective_actions" USING btree ("workspace","home","state");--> statement-breakpoint
CREATE INDEX "retrospective_notes_of" ON "retrospective_notes" USING btree ("retrospective");--> statement-breakpoint
CREATE INDEX "retrospective_people_person" ON "retrospective_people" USING btree ("person");--> statement-breakpoint
CREATE INDEX "retrospective_series_home" ON "retrospective_series" USING btree ("workspace","home");--> statement-breakpoint
CREATE UNIQUE INDEX "retrospective_topics_number" ON "retrospective_topics" USING btree ("retrospective","number");--> statement-breakpoint
CREATE INDEX "retrospectives_home" ON "retrospectives" USING btree ("workspace","home","started_at");--> statement-breakpoint
CREATE INDEX "retrospectives_phase" ON "retrospectives" USING btree ("workspace","phase");--> statement-breakpoint
CREATE INDEX "steps_request" ON "steps" USING btree ("workspace","request");--> statement-breakpoint
CREATE UNIQUE INDEX "streams_name" ON "streams" USING btree ("workspace","name");--> statement-breakpoint
CREATE INDEX "trades_first" ON "trades" USING btree ("workspace","first");--> statement-breakpoint
CREATE INDEX "trades_waits" ON "trades" USING btree ("workspace","waits");