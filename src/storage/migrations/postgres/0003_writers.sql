ALTER TABLE "retrospectives" ADD COLUMN "writers" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "retrospective_people" DROP COLUMN "wrote";