UPDATE "conversations" SET "state" = (
	SELECT json_object_agg("key", "value") FROM (
		SELECT "key", "value" FROM json_each("conversations"."state")
		WHERE "key" NOT IN ('talks', 'doubt', 'open', 'home')
		UNION ALL
		SELECT 'interview', (
			SELECT json_object_agg("key", "value") FROM json_each("conversations"."state")
			WHERE "key" IN ('talks', 'doubt', 'open', 'home')
		)
	) AS "parts"
)
WHERE CASE
	WHEN "state"::text ~ '\\u(0000|d[89a-f])' THEN false
	WHEN json_typeof("state") = 'object' THEN ("state" -> 'talks') IS NOT NULL
	ELSE false
END;
