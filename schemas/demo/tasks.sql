-- 10,000 tasks over 30 days. 400 are open, 24 of them overdue; JN-03-05 has two open ones. Beside them stand the steps of the cases
-- that were confirmed (cases.sql), as the playbook makes them: those of the first are done; of the second, which was discarded since,
-- four were done and the others are withdrawn; of the third the last three are open.
-- Planted: one task that is done, without the time.
WITH chains AS (
  SELECT case_id, case_class, case_id = 'CA-00003' AS is_new, grids.grid_id, grids.grid_head, above.grid_head AS above_head,
    top.grid_head AS top_head, building, concat(building, unit || '单元') AS stair, above.grid_name AS community,
    coalesce(confirmed_at, :now::DATE - 5 + to_hours(11)) AS begun_at
  FROM cases JOIN households USING (household_id) JOIN grids USING (grid_id)
  JOIN grids above ON above.grid_id = grids.parent_grid_id JOIN grids top ON top.grid_id = above.parent_grid_id
  WHERE case_id IN ('CA-00001', 'CA-00002', 'CA-00003')
),
steps AS (
  SELECT unnest([
    {step_no: 1, step: 'report_upward', before: []::VARCHAR[], level: 'street_level', hours: 2, words: '上报区指挥部一例确诊'},
    {step_no: 2, step: 'guard_entrance', before: [], level: 'grid_only', hours: 2, words: '楼栋口封控值守，人员只进不出'},
    {step_no: 3, step: 'trace_contacts', before: [], level: 'community_level', hours: 4, words: '排查密切接触者，逐个登记到“接触者”'},
    {step_no: 4, step: 'start_chain', before: ['report_upward'], level: 'district_level', hours: 4, words: '四级联动，安排定点医院和转运车'},
    {step_no: 5, step: 'hospital_transfer', before: ['trace_contacts', 'start_chain'], level: 'street_level', hours: 6,
      words: '密切接触者送定点医院观察'},
    {step_no: 6, step: 'disinfect_stairs', before: [], level: 'grid_only', hours: 4, words: '楼道和电梯消杀'},
    {step_no: 7, step: 'disinfect_shared', before: [], level: 'community_level', hours: 12, words: '周围公共区域消杀'},
    {step_no: 8, step: 'explain_neighbours', before: ['report_upward'], level: 'grid_only', hours: 12, words: '逐户解释情况和封控办法'},
    {step_no: 9, step: 'ask_health', before: ['explain_neighbours'], level: 'grid_only', hours: 24,
      words: '逐户问健康、量体温，发健康指引'},
    {step_no: 10, step: 'offer_counselling', before: ['explain_neighbours'], level: 'community_level', hours: 24,
      words: '给病例家属和邻居做心理辅导，公布热线'},
    {step_no: 11, step: 'report_result', before: ['guard_entrance', 'hospital_transfer', 'disinfect_stairs', 'disinfect_shared',
      'ask_health', 'offer_counselling'], level: 'street_level', hours: 24, words: '处置结果上报区指挥部'}], recursive := true)
),
counts AS (
  SELECT greatest(12, (10000::BIGINT * :households + 28500) // 57000 - (SELECT 11 * count(*) FROM chains))::BIGINT AS tasks_all,
    greatest(6, (400::BIGINT * :households + 28500) // 57000)::BIGINT AS open_all,
    greatest(2, (24::BIGINT * :households + 28500) // 57000)::BIGINT AS overdue_all
),
drawn AS (
  SELECT task_no, task_no < open_all AS is_open, task_no < overdue_all AS is_overdue,
    task_no BETWEEN overdue_all AND overdue_all + 1 AS shown,
    (hash('tasks', task_no, 'grid', :seed) % 100)::INTEGER AS place_no,
    (hash('tasks', task_no, 'title', :seed) % 12)::INTEGER AS title_no,
    (hash('tasks', task_no, 'building', :seed) % 18)::INTEGER AS building_no,
    (hash('tasks', task_no, 'day', :seed) % 29)::INTEGER AS day_no,
    (hash('tasks', task_no, 'hour', :seed) % 69)::INTEGER AS hour_no,
    (hash('tasks', task_no, 'worker', :seed) % 1000)::INTEGER AS worker_draw
  FROM counts, range(tasks_all) AS numbers(task_no)
),
places AS (
  SELECT grid_id, row_number() OVER (ORDER BY grid_id) - 1 AS place_no FROM grids WHERE grid_level = 'small' AND grid_id <> 'JN-03-05'
),
teams AS (
  SELECT grid_id, list(worker_id ORDER BY worker_id) AS team FROM workers WHERE on_duty GROUP BY grid_id
),
dated AS (
  SELECT task_no, is_open, is_overdue, building_no, hour_no, worker_draw, title_no,
    CASE WHEN shown THEN 'JN-03-05' ELSE places.grid_id END AS grid_id,
    CASE
      WHEN is_overdue THEN date_trunc('hour', :now) - to_hours(1 + hour_no % 30)
      WHEN is_open THEN date_trunc('hour', :now) + to_hours(4 + hour_no)
      ELSE :now::DATE - 1 - day_no + to_hours(9 + 3 * (hour_no % 4))
    END AS due_at
  FROM drawn LEFT JOIN places ON places.place_no = drawn.place_no
),
planted AS (
  SELECT max(task_no) AS without_time FROM dated WHERE NOT is_open AND worker_draw >= 20
),
general AS (
  SELECT
    task_no,
    grid_id,
    (1 + building_no) || '栋：' || ['楼道和电梯消杀', '张贴防疫海报', '派发《致市民的一封信》', '核对空置户', '更新住户底册', '发放健康告知书',
      '检查封闭路口', '排查返岗人员', '探访独居老人', '登记外地车辆', '清运隔离户垃圾', '回访解除观察人员'][1 + title_no] AS task_title,
    team[1 + worker_draw % len(team)] AS worker_id,
    due_at,
    CASE
      WHEN is_open THEN CASE WHEN worker_draw < 400 THEN 'doing' ELSE 'to_do' END
      WHEN worker_draw < 20 THEN 'withdrawn'
      ELSE 'finished'
    END AS task_status,
    CASE WHEN NOT is_open AND worker_draw >= 20 AND task_no <> without_time THEN due_at - to_minutes(worker_draw) END AS done_at
  FROM dated JOIN teams USING (grid_id), planted
),
of_cases AS (
  SELECT
    -step_no AS task_no,
    grid_id,
    CASE WHEN level = 'grid_only' THEN stair || '：' || words ELSE words || '（' || community || building || '）' END AS task_title,
    CASE level WHEN 'grid_only' THEN grid_head WHEN 'community_level' THEN above_head WHEN 'street_level' THEN top_head
      ELSE (SELECT worker_id FROM workers WHERE worker_kind = 'district_liaison') END AS worker_id,
    begun_at + to_hours(hours) AS due_at,
    CASE
      WHEN case_class = 'discarded' AND step_no > 4 THEN 'to_do'
      WHEN is_new AND step_no = 9 THEN 'doing'
      WHEN is_new AND step_no > 9 THEN 'to_do'
      ELSE 'finished'
    END AS task_status,
    CASE WHEN task_status = 'finished' THEN begun_at + to_hours(hours) - to_minutes(10 + 3 * step_no) END AS done_at,
    level AS task_level, case_id, step AS task_step, nullif(before, []) AS task_after,
    concat('confirmed_case/', case_id, '/', step) AS submission_id
  FROM chains, steps
)
SELECT
  format('T-{:05d}', row_number() OVER (ORDER BY due_at, case_id NULLS FIRST, task_no)) AS task_id,
  grid_id, task_title, worker_id, due_at, task_status, done_at, task_level, case_id, task_step, task_after,
  NULL::VARCHAR AS remark, submission_id
FROM (SELECT * FROM general UNION ALL BY NAME SELECT * FROM of_cases)
ORDER BY task_id
