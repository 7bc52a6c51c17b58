-- The newest 60,000 check-ins, two a day from the evening of the first day, so about 30 days of them. Windows as in the settings:
-- 7 to 9 and 17 to 21 o'clock. Eight persons, two of them in JN-03-05, have missed the last window that closed before :now (one
-- the last two), so that a demo begun at any hour shows them overdue; everybody else has answered it. JN-03-05 answers late.
-- A few are entered after the window has ended. Nobody has a fever in the last days of the observation, so that all could be released; after it they are called by phone.
-- Planted: one temperature of 366.
WITH watched AS (
  SELECT person_id, worker_id, isolation_start, isolation_end, grid_id = 'JN-03-05' AS shown,
    final_status = 'completed' AS released, followup_ended_at, resumed_at,
    final_status = 'under_follow_up' AND isolation_start < :now::DATE - 1 AND isolation_end >= :now::DATE AS active
  FROM persons JOIN households USING (household_id)
  WHERE monitor_type <> 'none'
),
late AS (
  SELECT *,
    CASE
      WHEN NOT active OR turn > CASE WHEN shown THEN 2 ELSE (6::BIGINT * :households + 56999) // 57000 END THEN 0
      WHEN turn = 1 AND NOT shown THEN 24
      ELSE 12
    END AS hours_missed
  FROM (
    SELECT *, row_number() OVER (PARTITION BY shown, active ORDER BY hash(person_id, 'late', :seed)) AS turn FROM watched
  )
),
-- A slot is numbered through the observation; a call after release bears the number of its day from 100 on.
slots AS (
  SELECT *, isolation_start + (slot_no // 2)::INTEGER AS on_day, slot_no % 2 = 1 AS is_evening, false AS is_call
  FROM late, range(1, 28) AS numbers(slot_no)
  UNION ALL BY NAME
  SELECT *, 100 + call_day AS slot_no, isolation_end + call_day AS on_day, false AS is_evening, true AS is_call
  FROM late, (SELECT unnest(release_call_days()) AS call_day)
  WHERE released
),
drawn AS (
  SELECT *,
    on_day + to_hours(CASE WHEN is_evening THEN 21 ELSE 9 END) AS closed_at,
    (hash(person_id, slot_no, 'gap', :seed) % 1000)::INTEGER AS gap_no,
    on_day + CASE
      WHEN gap_no BETWEEN 12 AND 17 AND NOT is_call AND NOT shown AND closed_at < :now - to_days(1)
        THEN to_minutes(CASE WHEN is_evening THEN 1260 ELSE 540 END + 5 * gap_no)
      WHEN is_call THEN to_minutes(480 + 5 + (hash(person_id, slot_no, 'minute', :seed) % 700)::INTEGER)
      WHEN shown AND is_evening THEN to_minutes(1020 + 228 + (hash(person_id, slot_no, 'minute', :seed) % 10)::INTEGER)
      WHEN shown THEN to_minutes(420 + 108 + (hash(person_id, slot_no, 'minute', :seed) % 10)::INTEGER)
      WHEN is_evening THEN to_minutes(1020 + 5 + (hash(person_id, slot_no, 'minute', :seed) % 230)::INTEGER)
      ELSE to_minutes(420 + 5 + (hash(person_id, slot_no, 'minute', :seed) % 110)::INTEGER)
    END AS checked_at,
    (hash(person_id, slot_no, 'temp', :seed) % 1000)::INTEGER AS temp_draw,
    CASE WHEN slot_no < 20 THEN temp_draw ELSE 4 + temp_draw % 996 END AS temp_no
  FROM slots
),
held AS (
  SELECT *, NOT is_call AND closed_at > :now - to_hours(12) AS is_last,
    CASE WHEN temp_no < 4 THEN 37.3 + gap_no % 13 / 10 ELSE 36.2 + temp_no % 8 / 10 END AS warmth
  FROM drawn
  WHERE checked_at <= :now AND (hours_missed = 0 OR closed_at <= :now - to_hours(hours_missed))
    AND (followup_ended_at IS NULL OR checked_at < followup_ended_at OR coalesce(on_day > resumed_at, false))
),
newest AS (
  SELECT *, NOT is_last AND gap_no < 4 AS is_missed FROM held
  WHERE is_last OR gap_no >= 12 OR gap_no < 4
  ORDER BY checked_at DESC, person_id
  LIMIT (60000::BIGINT * :households + 28500) // 57000
),
planted AS (
  SELECT arg_min((person_id, slot_no), gap_no * 1000 + temp_no) AS slipped FROM newest
  WHERE NOT shown AND NOT is_missed AND temp_no >= 4 AND slot_no < 20 AND checked_at < :now - to_days(2)
)
SELECT
  format('C-{:05d}', row_number() OVER (ORDER BY checked_at, person_id)) AS checkin_id,
  person_id,
  CASE WHEN is_call THEN 'after_release' WHEN is_evening THEN 'evening' ELSE 'morning' END AS slot,
  checked_at,
  CASE WHEN (person_id, slot_no) = slipped THEN 366 WHEN NOT is_missed THEN round(warmth, 1) END::DOUBLE AS temp_c,
  CASE WHEN NOT is_missed AND temp_no < 4 THEN [['fever'], ['fever', 'cough'], ['fever', 'fatigue']][1 + gap_no % 3] END AS symptoms,
  CASE WHEN (person_id, slot_no) = slipped THEN NULL WHEN is_missed THEN 'missed' WHEN temp_no < 4 THEN 'seen_not_ok'
    ELSE 'seen_ok' END AS fu_status,
  temp_no BETWEEN 4 AND 23 AND NOT is_missed AS needs_help,
  worker_id,
  CASE
    WHEN is_missed AND is_call THEN '电话没人接'
    WHEN is_missed THEN '敲门无人应，已打电话'
    WHEN temp_no < 4 THEN '已报网格长'
    WHEN temp_no < 24 THEN ['请代买菜', '请代买药', '请代倒垃圾', '请代取快递'][1 + temp_no % 4]
  END AS remark,
  NULL::VARCHAR AS submission_id
FROM newest, planted
ORDER BY checkin_id
