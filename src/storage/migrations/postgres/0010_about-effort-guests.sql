ALTER TABLE "requests" ADD COLUMN "service" text;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "customer" text;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "about_confirmed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "effort" text;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "times" json;--> statement-breakpoint
ALTER TABLE "sign_ins" ADD COLUMN "guest" boolean DEFAULT true NOT NULL;--> statement-breakpoint
CREATE INDEX "requests_owner" ON "requests" USING btree ("workspace","owner") WHERE "requests"."owner" is not null;--> statement-breakpoint
CREATE INDEX "requests_created" ON "requests" USING btree ("workspace","created_at");--> statement-breakpoint
CREATE INDEX "requests_delivered" ON "requests" USING btree ("workspace","delivered_at") WHERE "requests"."delivered_at" is not null;--> statement-breakpoint
CREATE INDEX "requests_service" ON "requests" USING btree ("workspace","service") WHERE "requests"."service" is not null;--> statement-breakpoint
CREATE INDEX "requests_customer" ON "requests" USING btree ("workspace","customer") WHERE "requests"."customer" is not null;--> statement-breakpoint
CREATE INDEX "steps_outcome" ON "steps" USING btree ("workspace","at") WHERE "steps"."act" = 'outcome';