-- What the small grids have done: 57,000 letters and more on a street of full size (one for each door and some to spare), 6,600
-- posters and more, 100 chat groups and more, loudspeakers and banners. Eight grids are short of letters, six of posters, five have
-- no chat group. outreach_targets.sql has the same numbers as targets.
WITH places AS (
  SELECT grid_id, right(grid_id, 2) = '01' AS is_first, coalesce(doors, 0) AS doors,
    row_number() OVER (ORDER BY hash(grid_id, 'outreach', :seed), grid_id) AS place_no
  FROM grids LEFT JOIN (SELECT grid_id, count(*) AS doors FROM households GROUP BY grid_id) USING (grid_id)
  WHERE grid_level = 'small'
),
wanted AS (
  SELECT grid_id, 'letter_copies' AS outreach_kind, ceil(doors * 1.03 / 10)::BIGINT * 10 + 10 AS target_count,
    CASE WHEN place_no <= 8 THEN 0.8 ELSE 1 END AS share, 3 AS times FROM places
  UNION ALL
  SELECT grid_id, 'poster_copies', 68, CASE WHEN place_no BETWEEN 5 AND 10 THEN 0.6 ELSE 1 END, 2 FROM places
  UNION ALL
  SELECT grid_id, 'chat_groups', CASE WHEN is_first THEN 2 ELSE 1 END, CASE WHEN place_no BETWEEN 11 AND 15 THEN 0 ELSE 1 END, 1 FROM places
  UNION ALL
  SELECT grid_id, 'loudspeakers', 1, CASE WHEN place_no % 4 = 0 THEN 0 ELSE 1 END, 1 FROM places
  UNION ALL
  SELECT grid_id, 'banner_strips', 2, 1, 1 FROM places
),
parts AS (
  SELECT *, floor(target_count * share)::BIGINT AS done_all, unnest(range(times)) AS time_no FROM wanted
),
entries AS (
  SELECT grid_id, outreach_kind, time_no,
    done_all * (time_no + 1) // times - done_all * time_no // times AS outreach_count,
    :now::DATE - 6 - (hash(grid_id, outreach_kind, time_no, 'day', :seed) % 18)::INTEGER
      + to_minutes(510 + (hash(grid_id, outreach_kind, time_no, 'minute', :seed) % 540)::INTEGER) AS done_at
  FROM parts
),
teams AS (
  SELECT grid_id, list(worker_id ORDER BY worker_id) AS team FROM workers WHERE on_duty GROUP BY grid_id
)
SELECT
  format('B-{:05d}', row_number() OVER (ORDER BY done_at, grid_id, outreach_kind, time_no)) AS outreach_id,
  grid_id, outreach_kind, outreach_count, done_at,
  CASE outreach_kind
    WHEN 'letter_copies' THEN format('第 {} 批', time_no + 1)
    WHEN 'poster_copies' THEN '公告栏、电梯口'
    WHEN 'chat_groups' THEN '邻里群'
    ELSE '主出入口'
  END AS outreach_place,
  NULL::VARCHAR AS outreach_photo,
  team[1 + (hash(grid_id, outreach_kind, time_no, 'worker', :seed) % 1000)::INTEGER % len(team)] AS worker_id,
  NULL::VARCHAR AS remark,
  NULL::VARCHAR AS submission_id
FROM entries JOIN teams USING (grid_id)
WHERE outreach_count > 0
ORDER BY outreach_id
