-- Five targets for each small grid, the same numbers as in outreach.sql. Letters and posters were due three days ago and chat groups
-- ten; loudspeakers and banners have five more days.
WITH places AS (
  SELECT grids.grid_id, right(grids.grid_id, 2) = '01' AS is_first, count(household_id) AS doors
  FROM grids LEFT JOIN households ON households.grid_id = grids.grid_id
  WHERE grid_level = 'small' GROUP BY ALL
),
wanted AS (
  SELECT grid_id, 1 AS kind_no, 'letter_copies' AS outreach_kind, ceil(doors * 1.03 / 10)::BIGINT * 10 + 10 AS target_count, -3 AS due FROM places
  UNION ALL SELECT grid_id, 2, 'poster_copies', 68, -3 FROM places
  UNION ALL SELECT grid_id, 3, 'chat_groups', CASE WHEN is_first THEN 2 ELSE 1 END, -10 FROM places
  UNION ALL SELECT grid_id, 4, 'loudspeakers', 1, 5 FROM places
  UNION ALL SELECT grid_id, 5, 'banner_strips', 2, 5 FROM places
)
SELECT
  format('Y-{:05d}', row_number() OVER (ORDER BY grid_id, kind_no)) AS goal_id,
  grid_id, outreach_kind, target_count, :now::DATE + due AS due_on, NULL::VARCHAR AS remark
FROM wanted
ORDER BY goal_id
