CREATE TABLE "sign_ins" (
	"hash" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"person" text NOT NULL,
	"kind" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "sign_ins_person" ON "sign_ins" USING btree ("workspace","person");