DROP INDEX "answers_request";--> statement-breakpoint
DROP INDEX "checks_group";--> statement-breakpoint
DROP INDEX "introductions_once";--> statement-breakpoint
DROP INDEX "steps_request";--> statement-breakpoint
DROP INDEX "trades_first";--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "swept_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "answers_of" ON "answers" USING btree ("request");--> statement-breakpoint
CREATE INDEX "answers_retired" ON "answers" USING btree ("workspace","retired_at") WHERE "answers"."retired_at" is not null;--> statement-breakpoint
CREATE INDEX "checks_day" ON "checks" USING btree ("workspace","date","person");--> statement-breakpoint
CREATE UNIQUE INDEX "introductions_of" ON "introductions" USING btree ("request","other");--> statement-breakpoint
CREATE INDEX "outbox_age" ON "outbox" USING btree ("workspace","bulk","queued_at");--> statement-breakpoint
CREATE INDEX "steps_of" ON "steps" USING btree ("request");--> statement-breakpoint
CREATE INDEX "trades_of" ON "trades" USING btree ("first");