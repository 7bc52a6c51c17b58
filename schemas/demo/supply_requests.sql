-- 5,000 requests over 30 days from those in isolation and in hardship. 23 wait, one of them in JN-03-05; three that nobody has
-- taken are past their limit. Which are taken, and how the others ended, stands in supply_steps.sql, by the same draws.
WITH counts AS (
  SELECT greatest(8, (5000::BIGINT * :households + 28500) // 57000)::BIGINT AS requests_all,
    greatest(4, (23::BIGINT * :households + 28500) // 57000)::BIGINT AS open_all
),
drawn AS (
  SELECT request_no, request_no < open_all AS is_open, request_no < 3 AS is_unfilled, request_no = 3 AS shown,
    (hash('supply_requests', request_no, 'door', :seed) % 1000000007)::BIGINT AS door_draw,
    (hash('supply_requests', request_no, 'kind', :seed) % 100)::INTEGER AS kind_no,
    (hash('supply_requests', request_no, 'day', :seed) % 28)::INTEGER AS day_no,
    (hash('supply_requests', request_no, 'minute', :seed) % 720)::INTEGER AS minute_no,
    (hash('supply_requests', request_no, 'paid', :seed) % 100)::INTEGER AS paid_no,
    (hash('supply_requests', request_no, 'amount', :seed) % 10000)::INTEGER AS amount_no,
    (hash('supply_requests', request_no, 'worker', :seed) % 1000)::INTEGER AS worker_draw
  FROM counts, range(requests_all) AS numbers(request_no)
),
kinds AS (
  SELECT *,
    CASE WHEN request_no < 3 THEN ['medicine', 'food', 'daily'][1 + request_no]
      WHEN shown THEN 'food'
      WHEN kind_no < 12 THEN 'medicine' WHEN kind_no < 72 THEN 'food' WHEN kind_no < 86 THEN 'daily'
      WHEN kind_no < 95 THEN 'protective' WHEN kind_no < 98 THEN 'medical_visit' ELSE 'other' END AS category,
    CASE WHEN shown THEN 'shown' ELSE 'other' END AS part
  FROM drawn
),
needy AS (
  SELECT household_id, grid_id, CASE WHEN grid_id = 'JN-03-05' THEN 'shown' ELSE 'other' END AS part
  FROM households
  WHERE hardship OR household_id IN (SELECT persons.household_id FROM persons WHERE persons.monitor_type <> 'none')
),
doors AS (
  SELECT *, row_number() OVER (PARTITION BY part ORDER BY household_id) - 1 AS door_no
  FROM needy
),
placed AS (
  SELECT kinds.*, door_draw % doors_all AS door_no
  FROM kinds JOIN (SELECT part, count(*) AS doors_all FROM doors GROUP BY part) USING (part)
),
teams AS (
  SELECT grid_id, list(worker_id ORDER BY worker_id) AS team FROM workers WHERE on_duty GROUP BY grid_id
),
asked AS (
  SELECT placed.*, household_id, team,
    CASE
      WHEN is_unfilled THEN date_trunc('minute', :now) - to_minutes([200, 830, 1580][1 + request_no])
      WHEN shown THEN date_trunc('minute', :now) - to_minutes(95)
      WHEN is_open THEN date_trunc('minute', :now)
        - to_minutes(CASE category WHEN 'medicine' THEN 5 + minute_no // 24 ELSE 10 + minute_no // 3 END)
      ELSE :now::DATE - 2 - day_no + to_minutes(480 + minute_no)
    END AS asked_at,
    CASE category
      WHEN 'medicine' THEN ['降压药', '降糖药', '感冒药', '消炎药', '胃药'][1 + amount_no % 5]
      WHEN 'food' THEN ['大米 5 公斤', '面粉 2 公斤', '猪肉 1 公斤', '青菜', '食用油', '饮用水', '鸡蛋', '水果'][1 + amount_no % 8]
      WHEN 'daily' THEN ['纸巾', '洗衣液', '垃圾袋', '婴儿尿片', '煤气'][1 + amount_no % 5]
      WHEN 'protective' THEN ['口罩', '消毒液', '体温计', '手套'][1 + amount_no % 4]
      WHEN 'medical_visit' THEN ['陪诊透析', '产检用车', '复诊取药'][1 + amount_no % 3]
      ELSE ['代收快递', '代缴水电费', '代倒垃圾'][1 + amount_no % 3]
    END AS item
  FROM placed JOIN doors USING (part, door_no) JOIN teams USING (grid_id)
)
SELECT
  format('R-{:05d}', row_number() OVER (ORDER BY asked_at, request_no)) AS request_id,
  household_id,
  category,
  item,
  CASE WHEN category IN ('medicine', 'medical_visit', 'other') THEN 1 ELSE 1 + amount_no % 3 END::DOUBLE AS qty,
  category = 'medicine' AND paid_no % 2 = 0 OR paid_no < 2 AS urgent,
  asked_at,
  team[1 + worker_draw % len(team)] AS worker_id,
  NULL::VARCHAR AS cancel_reason,
  CASE WHEN worker_draw < 60 THEN '放在门口就行' END AS remark,
  NULL::VARCHAR AS submission_id
FROM asked
ORDER BY request_id
