-- 10,000 tasks over 30 days. 400 are open, 24 of them overdue; JN-03-05 has two open ones.
-- Planted: one task that is done, without the time.
WITH counts AS (
  SELECT greatest(12, (10000::BIGINT * :households + 28500) // 57000)::BIGINT AS tasks_all,
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
)
SELECT
  format('T-{:05d}', row_number() OVER (ORDER BY due_at, task_no)) AS task_id,
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
  CASE WHEN NOT is_open AND worker_draw >= 20 AND task_no <> without_time THEN due_at - to_minutes(worker_draw) END AS done_at,
  NULL::VARCHAR AS remark
FROM dated JOIN teams USING (grid_id), planted
ORDER BY task_id
