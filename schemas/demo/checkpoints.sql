-- Two checkpoints in each of the 13 communities, in its first and in its fifth small grid, and one that was taken down. The
-- last six have fixed hours, one of them by night only.
WITH posts AS (
  SELECT small.grid_id, replace(above.grid_name, '社区', '') AS community,
    row_number() OVER (ORDER BY right(small.grid_id, 2), small.grid_id) AS post_no
  FROM grids small JOIN grids above ON above.grid_id = small.parent_grid_id
  WHERE small.grid_level = 'small' AND (right(small.grid_id, 2) IN ('01', '05') OR small.grid_id = 'JN-02-03')
),
named AS (
  -- The one in the third small grid stands between the others by its number; it is the one that was taken down.
  SELECT *, grid_id = 'JN-02-03' AS is_gone, post_no > 21 AS has_hours, post_no = 27 AS by_night FROM posts
)
SELECT
  format('K-{:05d}', post_no) AS checkpoint_id,
  community || CASE WHEN is_gone THEN '北门' WHEN right(grid_id, 2) = '01' THEN '东门' ELSE '西门' END || '卡点' AS post_name,
  grid_id,
  community || CASE WHEN is_gone THEN '后街' ELSE '大道路口' END AS post_place,
  CASE WHEN has_hours THEN 'fixed_hours' ELSE 'round_clock' END AS post_hours,
  CASE WHEN by_night THEN 18 WHEN has_hours THEN 6 END::BIGINT AS opens_hour,
  CASE WHEN by_night THEN 6 WHEN has_hours THEN 22 END::BIGINT AS closes_hour,
  team.worker_id AS leader_id,
  NOT is_gone AS in_use,
  CASE WHEN is_gone THEN '道路已封，卡点撤除' END AS remark
FROM named JOIN (SELECT grid_id, min(worker_id) AS worker_id FROM workers WHERE on_duty GROUP BY grid_id) team USING (grid_id)
ORDER BY post_no
