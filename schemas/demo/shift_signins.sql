-- Everybody signed in and out, but for the last shift of the first checkpoint of JN-07 that has begun long enough ago: nobody came,
-- so a demo begun at any hour shows that post unmanned. One guard left an hour early, four days ago; one stood in for another.
WITH begun AS (
  SELECT shifts.*, grid_id,
    grid_id = 'JN-07-01' AND row_number() OVER (
      PARTITION BY checkpoint_id, shift_start + to_minutes(:no_show_minutes::INTEGER) <= :now ORDER BY shift_start DESC, shift_id) = 1
      AND shift_start + to_minutes(:no_show_minutes::INTEGER) <= :now AS nobody_came,
    grid_id = 'JN-07-01' AND shift_start + to_minutes(:no_show_minutes::INTEGER) > :now AS expected,
    checkpoint_id = 'K-00003' AND row_number() OVER (PARTITION BY checkpoint_id ORDER BY shift_start) = 4 AS went_early,
    checkpoint_id = 'K-00004' AND row_number() OVER (PARTITION BY checkpoint_id ORDER BY shift_start) = 5 AS stood_in,
    (hash(shift_id, 'arrived', :seed) % 20)::INTEGER AS arrived_no,
    (hash(shift_id, 'left', :seed) % 10)::INTEGER AS left_no
  FROM shifts JOIN checkpoints USING (checkpoint_id)
),
signs AS (
  SELECT *, 'came_on' AS signin_kind, shift_start + to_minutes(arrived_no - 12) AS signed_at FROM begun
  UNION ALL
  SELECT *, 'went_off', shift_end + to_minutes(CASE WHEN went_early THEN -60 ELSE left_no END) FROM begun
),
others AS (
  SELECT grid_id, list(worker_id ORDER BY worker_id) AS team FROM workers WHERE on_duty GROUP BY grid_id
)
SELECT
  format('Q-{:05d}', row_number() OVER (ORDER BY signed_at, shift_id, signin_kind)) AS signin_id,
  shift_id, signin_kind, signed_at,
  CASE WHEN stood_in THEN list_filter(team, lambda one: one <> signs.worker_id)[1] ELSE signs.worker_id END AS signed_by,
  CASE WHEN stood_in THEN '替班，原值守人家中有事' END AS remark,
  NULL::VARCHAR AS submission_id
FROM signs JOIN others USING (grid_id)
WHERE NOT nobody_came AND NOT expected AND signed_at <= :now
ORDER BY signin_id
