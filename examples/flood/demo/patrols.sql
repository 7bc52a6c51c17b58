-- Every section has been walked each two hours of the last twelve; one section in six misses the last walk. The water rises.
WITH walks AS (
  SELECT section_id, area_id, walk_no,
    date_trunc('hour', :now) - to_hours((2 * walk_no)::INTEGER) - to_minutes(5 + (hash(section_id, walk_no, :seed) % 40)::INTEGER) AS patrolled_at,
    (hash(section_id, walk_no, 'finding', :seed) % 40)::INTEGER AS finding_no,
    hash(section_id, 'late', :seed) % 6 = 0 AS is_late
  FROM dike_sections, range(7) AS numbers(walk_no)
),
kept AS (SELECT * FROM walks WHERE NOT (is_late AND walk_no = 0))
SELECT format('P-{:05d}', row_number() OVER (ORDER BY patrolled_at, section_id)) AS patrol_id,
  section_id, patrolled_at,
  round(28.7 - 0.08 * walk_no, 2) AS water_level_m,
  CASE WHEN finding_no = 0 THEN 'seepage' ELSE 'nothing' END AS finding,
  CASE WHEN finding_no = 0 THEN '113.0812, 22.5931' END AS finding_place,
  format('S-{:05d}', 2 + (substr(area_id, 4)::INTEGER - 1)) AS rescuer_id,
  CASE WHEN finding_no = 0 THEN '背水坡渗水，已插标旗' END AS remark
FROM kept ORDER BY patrol_id
