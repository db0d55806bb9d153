CREATE TABLE `set_aside` (
	`workspace` text NOT NULL,
	`table_name` text NOT NULL,
	`key` text NOT NULL,
	`code` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`table_name`, `workspace`, `key`)
);
