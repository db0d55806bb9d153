DROP INDEX "requests_created";--> statement-breakpoint
DROP INDEX "requests_delivered";--> statement-breakpoint
DROP INDEX "steps_of";--> statement-breakpoint
CREATE INDEX "steps_taken" ON "steps" USING btree ("workspace","by","at") WHERE "steps"."act" = 'take';--> statement-breakpoint
CREATE INDEX "requests_created" ON "requests" USING btree ("workspace","created_at","status","kind","outcome","service","group","customer","effort","secluded","security","requester","raised_by","owner","stream","brought","number","id","delivered_at");--> statement-breakpoint
CREATE INDEX "requests_delivered" ON "requests" USING btree ("workspace","delivered_at","status","kind","outcome","service","group","customer","effort","secluded","security","requester","raised_by","owner","stream","brought","number","id","created_at") WHERE "requests"."delivered_at" is not null;--> statement-breakpoint
CREATE INDEX "steps_of" ON "steps" USING btree ("request","act","workspace");