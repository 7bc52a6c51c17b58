-- 60,000 visits over 30 days: 2,223 of 57,000 doors are left without an outcome (14 of them in JN-03-05), more of them in three
-- communities that are behind; some small grids are done. Two of three doors left were tried once in vain, and as many of
-- the others were first tried in vain as make up the number.
-- Planted: one vacancy without evidence, one refusal not described.
WITH counts AS (
  -- At least three doors are left there, so that a small street has something to do as well.
  SELECT greatest((14 * shown_all + 281) // 563, least(3, shown_all // 2)) AS shown_left
  FROM (SELECT count(*) FILTER (WHERE grid_id = 'JN-03-05') AS shown_all FROM households)
),
drawn AS (
  SELECT household_id, grid_id, occupancy, size, grid_id = 'JN-03-05' AS shown,
    (hash(household_id, 'left', :seed) % 1000003 + 1) / CASE
      WHEN hash(grid_id, 'done', :seed) % 12 = 0 THEN 0.0001
      WHEN grid_id LIKE 'JN-02-%' THEN 4
      WHEN grid_id LIKE 'JN-07-%' OR grid_id LIKE 'JN-11-%' THEN 2.5
      ELSE 1 END AS luck,
    (hash(household_id, 'day', :seed) % 26)::INTEGER AS day_no,
    (hash(household_id, 'minute', :seed) % 720)::INTEGER AS minute_no,
    (hash(household_id, 'outcome', :seed) % 1000)::INTEGER AS outcome_no,
    (hash(household_id, 'visitor', :seed) % 1000)::INTEGER AS worker_draw,
    (hash(household_id, 'letter', :seed) % 100)::INTEGER AS letter_no
  FROM households
),
doors AS (
  SELECT *,
    row_number() OVER (PARTITION BY shown ORDER BY luck, household_id) <= CASE
      WHEN shown THEN shown_left
      ELSE (2223::BIGINT * :households + 28500) // 57000 - shown_left END AS is_left
  FROM drawn, counts
),
ranked AS (
  SELECT *,
    row_number() OVER (PARTITION BY is_left ORDER BY hash(household_id, 'again', :seed), household_id) AS turn,
    count(*) FILTER (WHERE is_left) OVER () AS left_all,
    :now::DATE - 1 - day_no + to_minutes(510 + minute_no) AS at_time
  FROM doors
),
calls AS (
  SELECT *, false AS in_vain, at_time AS visited_at FROM ranked WHERE NOT is_left
  UNION ALL
  SELECT *, true, at_time - to_days(CASE WHEN is_left THEN 0 ELSE 1 + letter_no % 3 END) FROM ranked
  WHERE turn <= CASE
    WHEN is_left THEN left_all * 2 // 3
    ELSE (60000::BIGINT * :households + 28500) // 57000 - (:households - left_all) - left_all * 2 // 3 END
),
outcomes AS (
  SELECT *,
    CASE
      WHEN in_vain THEN 'not_met'
      WHEN occupancy IN ('vacant', 'unallotted') THEN 'vacant'
      WHEN occupancy = 'let' THEN 'let'
      WHEN outcome_no < 30 THEN 'registered_elsewhere'
      WHEN outcome_no < 50 THEN 'non_residential'
      WHEN outcome_no < 56 THEN 'refused'
      ELSE 'registered'
    END AS visit_outcome
  FROM calls
),
planted AS (
  SELECT
    arg_min(household_id, turn) FILTER (WHERE is_left AND occupancy = 'vacant' AND NOT shown) AS without_evidence,
    arg_min(household_id, turn) FILTER (WHERE visit_outcome = 'refused' AND NOT shown) AS not_described
  FROM outcomes
),
teams AS (
  SELECT grid_id, list(worker_id ORDER BY worker_id) AS team FROM workers WHERE on_duty GROUP BY grid_id
)
SELECT
  format('V-{:05d}', row_number() OVER (ORDER BY visited_at, household_id)) AS visit_id,
  household_id,
  visited_at,
  CASE WHEN household_id = without_evidence THEN 'vacant' ELSE visit_outcome END AS visit_outcome,
  CASE WHEN visit_outcome = 'vacant' THEN
    [['meter'], ['meter', 'neighbour'], ['meter', 'window', 'neighbour'], ['window', 'neighbour']][1 + outcome_no % 4] END AS vacant_evidence,
  CASE WHEN visit_outcome IN ('registered', 'let') THEN greatest(1, size - (outcome_no % 5 = 0)::INTEGER) END AS at_home,
  NOT (letter_no < 2 OR in_vain AND letter_no < 20 OR visit_outcome = 'refused') AS letter_given,
  team[1 + worker_draw % len(team)] AS worker_id,
  NULL::VARCHAR AS door_photo,
  NULL::VARCHAR AS visit_place,
  CASE
    WHEN visit_outcome = 'refused' AND household_id <> not_described THEN
      ['隔门拒绝登记，已报社区', '不愿开门，电话里说明了情况', '拒绝提供姓名，已记录'][1 + letter_no % 3]
    WHEN visit_outcome = 'registered_elsewhere' THEN '户籍在此，人住外地'
    WHEN visit_outcome = 'non_residential' THEN ['商铺', '仓库', '办公'][1 + letter_no % 3]
  END AS remark,
  NULL::VARCHAR AS submission_id
FROM outcomes JOIN teams USING (grid_id), planted
ORDER BY visit_id
