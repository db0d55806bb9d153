CREATE TABLE "set_aside" (
	"workspace" text NOT NULL,
	"table_name" text NOT NULL,
	"key" text NOT NULL,
	"code" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "set_aside_table_name_workspace_key_pk" PRIMARY KEY("table_name","workspace","key")
);
--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "guest" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "outside" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "retrospectives" ADD COLUMN "writers" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "pictures" DROP COLUMN "kept";--> statement-breakpoint
ALTER TABLE "retrospective_people" DROP COLUMN "wrote";