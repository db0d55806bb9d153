CREATE TABLE "held_messages" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"conversation" text NOT NULL,
	"place" json NOT NULL,
	"message" text NOT NULL,
	"by" text NOT NULL,
	"text" json NOT NULL,
	"targets" json NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"settled_as" text,
	"settled_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "held_messages_message" ON "held_messages" USING btree ("workspace","message");--> statement-breakpoint
CREATE INDEX "held_messages_by" ON "held_messages" USING btree ("workspace","by");--> statement-breakpoint
CREATE INDEX "held_messages_at" ON "held_messages" USING btree ("workspace","at");--> statement-breakpoint
CREATE INDEX "held_messages_waiting" ON "held_messages" USING btree ("workspace","conversation") WHERE "held_messages"."settled_at" is null;