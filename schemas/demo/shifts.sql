-- Eight days of shifts, until the day after tomorrow: from 7, 15 and 23 o'clock round the clock, two a day where the hours are
-- fixed. The people of the grid take turns, so that nobody has two shifts in a row. Of the first checkpoint of JN-01 the second
-- shift to begin from now on is missing, so that a demo begun at any hour shows a gap ahead.
-- Planted: one shift that stands twice.
WITH plan AS (
  SELECT 'round_clock' AS plan, unnest([7, 15, 23]) AS from_hour, 8 AS hours
  UNION ALL
  SELECT 'by_day', unnest([6, 14]), 8
  UNION ALL
  SELECT 'by_night', unnest([0, 18]), 6
),
teams AS (
  SELECT grid_id, list(worker_id ORDER BY worker_id) AS team FROM workers WHERE on_duty GROUP BY grid_id
),
turns AS (
  SELECT checkpoint_id, grid_id, team, hours,
    :now::DATE + day_no::INTEGER + to_hours(from_hour::INTEGER) AS shift_start,
    row_number() OVER (PARTITION BY checkpoint_id ORDER BY day_no, from_hour) AS turn
  FROM checkpoints
  JOIN plan ON plan.plan = CASE WHEN post_hours = 'round_clock' THEN 'round_clock' WHEN opens_hour = 6 THEN 'by_day' ELSE 'by_night' END
  JOIN teams USING (grid_id), range(-5, 3) AS days(day_no)
  WHERE in_use
),
rostered AS (
  SELECT checkpoint_id, shift_start, shift_start + to_hours(hours::INTEGER) AS shift_end, team[1 + turn % len(team)] AS worker_id, turn,
    CASE WHEN shift_start > :now THEN row_number() OVER (PARTITION BY checkpoint_id, shift_start > :now ORDER BY turn) END AS next_no
  FROM turns
),
shown AS (
  SELECT * FROM rostered WHERE NOT coalesce(checkpoint_id = 'K-00001' AND next_no = 2, false)
  UNION ALL
  SELECT * FROM rostered WHERE checkpoint_id = 'K-00002' AND next_no = 3
)
SELECT
  format('SH-{:05d}', row_number() OVER (ORDER BY shift_start, checkpoint_id)) AS shift_id,
  checkpoint_id, shift_start, shift_end, worker_id,
  'on_guard' AS shift_role,
  NULL::VARCHAR AS remark
FROM shown
ORDER BY shift_id
