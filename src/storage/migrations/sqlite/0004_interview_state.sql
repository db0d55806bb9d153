UPDATE `conversations` SET `state` = (
	SELECT json_group_object(`key`, json(`value`)) FROM (
		SELECT `key`, `conversations`.`state` -> `fullkey` AS `value` FROM json_each(`conversations`.`state`)
		WHERE `key` NOT IN ('talks', 'doubt', 'open', 'home')
		UNION ALL
		SELECT 'interview', (
			SELECT json_group_object(`key`, json(`conversations`.`state` -> `fullkey`)) FROM json_each(`conversations`.`state`)
			WHERE `key` IN ('talks', 'doubt', 'open', 'home')
		)
	)
)
WHERE CASE WHEN json_valid(`state`) THEN json_type(`state`, '$.talks') END IS NOT NULL;
