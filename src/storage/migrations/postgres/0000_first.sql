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
	"welcomed_at" timestamp (3) with time zone,
	"admin" boolean DEFAULT false NOT NULL,
	"nudged_at" timestamp (3) with time zone,
	"unnudged" boolean DEFAULT false NOT NULL,
	"unbriefed" boolean DEFAULT false NOT NULL,
	CONSTRAINT "people_workspace_id_pk" PRIMARY KEY("workspace","id")
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
CREATE TABLE "workspaces" (
	"id" text PRIMARY KEY NOT NULL,
	"last_request" integer DEFAULT 0 NOT NULL,
	"settings" json DEFAULT '{}'::json NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "answers" ADD CONSTRAINT "answers_request_requests_id_fk" FOREIGN KEY ("request") REFERENCES "public"."requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "steps" ADD CONSTRAINT "steps_request_requests_id_fk" FOREIGN KEY ("request") REFERENCES "public"."requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "answers_request" ON "answers" USING btree ("workspace","request");--> statement-breakpoint
CREATE INDEX "answers_message" ON "answers" USING btree ("workspace","message");--> statement-breakpoint
CREATE UNIQUE INDEX "arrivals_id" ON "arrivals" USING btree ("workspace","id");--> statement-breakpoint
CREATE UNIQUE INDEX "arrivals_once" ON "arrivals" USING btree ("workspace","once");--> statement-breakpoint
CREATE INDEX "arrivals_undone" ON "arrivals" USING btree ("workspace","conversation","seq") WHERE "arrivals"."done_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "duties_once" ON "duties" USING btree ("workspace","kind","subject");--> statement-breakpoint
CREATE INDEX "duties_due" ON "duties" USING btree ("due_at") WHERE "duties"."done_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_id" ON "outbox" USING btree ("id");--> statement-breakpoint
CREATE INDEX "outbox_unsent" ON "outbox" USING btree ("workspace","conversation","seq") WHERE "outbox"."state" in ('queued', 'sending', 'unknown');--> statement-breakpoint
CREATE INDEX "outbox_message" ON "outbox" USING btree ("workspace","message") WHERE "outbox"."message" is not null;--> statement-breakpoint
CREATE INDEX "outbox_brief" ON "outbox" USING btree ("workspace","request") WHERE "outbox"."question" in ('brief', 'intake');--> statement-breakpoint
CREATE UNIQUE INDEX "requests_number" ON "requests" USING btree ("workspace","number");--> statement-breakpoint
CREATE INDEX "requests_requester" ON "requests" USING btree ("workspace","requester","status");--> statement-breakpoint
CREATE INDEX "requests_conversation" ON "requests" USING btree ("workspace","conversation");--> statement-breakpoint
CREATE INDEX "requests_status" ON "requests" USING btree ("workspace","status");--> statement-breakpoint
CREATE INDEX "steps_request" ON "steps" USING btree ("workspace","request");