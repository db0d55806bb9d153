UPDATE "steps" SET "act" = CASE "act"
  WHEN 'hand' THEN 'assign'
  WHEN 'wake' THEN 'reactivate'
  WHEN 'disown' THEN 'dismiss'
  WHEN 'part' THEN 'unmerge'
  WHEN 'person' THEN 'ask_for_person'
  WHEN 'stream' THEN 'set_stream'
  WHEN 'about' THEN 'set_service'
  WHEN 'about_right' THEN 'confirm_service'
  WHEN 'factory' THEN 'mark_as_fault'
  WHEN 'yield' THEN 'wait_for'
  WHEN 'free' THEN 'stop_waiting'
END WHERE "act" IN ('hand', 'wake', 'disown', 'part', 'person', 'stream', 'about', 'about_right', 'factory', 'yield', 'free');--> statement-breakpoint
UPDATE "duties" SET "subject" = replace("subject", '/disown', '/dismiss') WHERE "kind" IN ('settled', 'cases/settle');
