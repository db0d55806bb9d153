create view v_requests as
select
  r.workspace,
  r.id as request_id,
  r.number,
  r.kind,
  r.status,
  r.priority as claims_priority,
  r.security as is_incident,
  g.name as group_name,
  r.stream,
  r.service,
  r.customer,
  r.about_confirmed as is_about_confirmed,
  r.brought,
  r.effort,
  r.outcome,
  r.merged_into,
  strftime('%Y-%m-%dT%H:%M:%fZ', r.created_at / 1000.0, 'unixepoch') as created_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', r.logged_at / 1000.0, 'unixepoch') as logged_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', r.delivered_at / 1000.0, 'unixepoch') as delivered_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', r.updated_at / 1000.0, 'unixepoch') as updated_at,
  cast(r.times ->> 'lead' as integer) as lead_minutes,
  cast(r.times ->> 'asking' as integer) as asking_minutes,
  cast(r.times ->> 'queue' as integer) as queue_minutes,
  cast(r.times ->> 'agreement' as integer) as agreement_minutes,
  cast(r.times ->> 'requester' as integer) as requester_minutes,
  cast(r.times ->> 'held' as integer) as held_minutes,
  cast(r.times ->> 'postponed' as integer) as postponed_minutes,
  cast(r.times ->> 'hand' as integer) as hand_minutes
from requests as r
left join groups as g on g.id = r."group" and g.workspace = r.workspace
where not r.secluded and r.status <> 'not_a_request';
--> statement-breakpoint
create view v_steps as
select
  s.workspace,
  s.id as step_id,
  s.request as request_id,
  r.number,
  s.act,
  s.status,
  strftime('%Y-%m-%dT%H:%M:%fZ', s.at / 1000.0, 'unixepoch') as at,
  s.details ->> 'verdict' as verdict,
  s.details ->> 'until' as postponed_until
from steps as s
join requests as r on r.id = s.request and r.workspace = s.workspace
where not r.secluded and r.status <> 'not_a_request';
--> statement-breakpoint
create view v_outcomes as
select
  r.workspace,
  r.id as request_id,
  r.number,
  r.kind,
  g.name as group_name,
  r.service,
  r.customer,
  r.brought,
  r.effort,
  strftime('%Y-%m-%dT%H:%M:%fZ', r.delivered_at / 1000.0, 'unixepoch') as delivered_at,
  cast(r.times ->> 'lead' as integer) as lead_minutes,
  r.outcome,
  strftime('%Y-%m-%dT%H:%M:%fZ', (select max(s.at) from steps as s where s.request = r.id and s.act = 'outcome' and s.details ->> 'verdict' in ('yes', 'partly', 'no', 'not_needed')) / 1000.0, 'unixepoch') as answered_at,
  (select count(*) from steps as s where s.request = r.id and s.act = 'outcome' and s.details ->> 'verdict' = 'too_early') as times_too_early,
  (select count(*) from steps as s where s.request = r.id and s.act = 'reopen') as times_reopened
from requests as r
left join groups as g on g.id = r."group" and g.workspace = r.workspace
where not r.secluded and r.status <> 'not_a_request' and r.delivered_at is not null;
--> statement-breakpoint
create view v_actions as
select
  b.workspace,
  a.id as action_id,
  a.retrospective as retrospective_id,
  b.template,
  g.name as group_name,
  strftime('%Y-%m-%dT%H:%M:%fZ', b.started_at / 1000.0, 'unixepoch') as started_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', b.closed_at / 1000.0, 'unixepoch') as closed_at,
  a.rank as number,
  a.due,
  a.state,
  a.owner is not null as has_owner
from retrospective_actions as a
join retrospectives as b on b.id = a.retrospective and b.workspace = a.workspace
left join groups as g on g.id = b."group" and g.workspace = b.workspace
where b.home not like '%/dm/%';
