CREATE TABLE "set_aside" (
	"workspace" text NOT NULL,
	"table_name" text NOT NULL,
	"key" text NOT NULL,
	"code" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "set_aside_table_name_workspace_key_pk" PRIMARY KEY("table_name","workspace","key")
);
