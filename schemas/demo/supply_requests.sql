-- 5,000 requests over 30 days from those in isolation and in hardship. 23 wait, one of them in JN-03-05; three that nobody has
-- taken are past their limit.
-- Planted: one delivery without a name, one paid from the fund without its amount.
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
    END AS item,
    -- Minutes from asking to the door; one in twenty took longer than its limit.
    (CASE category WHEN 'medicine' THEN 20 + worker_draw % 90 WHEN 'food' THEN 60 + worker_draw * 6 // 10
      ELSE 90 + worker_draw END * CASE WHEN kind_no % 20 = 7 THEN 3 ELSE 1 END)::INTEGER AS minutes_taken,
    CASE WHEN paid_no < 45 THEN 'own_money' WHEN paid_no < 80 THEN 'service_fund' ELSE 'gift' END AS payer
  FROM placed JOIN doors USING (part, door_no) JOIN teams USING (grid_id)
),
planted AS (
  SELECT
    arg_min(request_no, amount_no * 1000 + worker_draw) FILTER (WHERE NOT is_open AND payer = 'own_money') AS without_name,
    arg_min(request_no, amount_no * 1000 + worker_draw) FILTER (WHERE NOT is_open AND payer = 'service_fund') AS without_amount
  FROM asked
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
  CASE
    WHEN request_no = without_name OR is_unfilled OR shown OR is_open AND paid_no < 40 THEN NULL
    ELSE team[1 + (worker_draw + paid_no) % len(team)]
  END AS claimed_by,
  CASE WHEN NOT is_open THEN asked_at + to_minutes(minutes_taken) END AS filled_at,
  CASE WHEN NOT is_open AND payer <> 'gift' AND request_no <> without_amount THEN
    round(12 + amount_no / 50, 2) END::DOUBLE AS amount,
  CASE WHEN NOT is_open THEN payer END AS paid_from,
  CASE WHEN NOT is_open AND worker_draw < 60 THEN '放在门口，无接触交接' END AS remark,
  NULL::VARCHAR AS submission_id
FROM asked, planted
ORDER BY request_id
