-- 6,000 entries of the last day and a half, fewer by night, each entered by the guard of the time; none at a post where nobody
-- came. Four people with a fever were turned back or kept apart, and somebody in home isolation was stopped at the gate.
-- Planted: one with a fever who was let pass, one plate with the letter O in it.
WITH drawn AS (
  SELECT entry_no,
    (hash('gate_entries', entry_no, 'minute', :seed) % 2160)::INTEGER AS minutes_ago,
    (hash('gate_entries', entry_no, 'night', :seed) % 5)::INTEGER AS night_no,
    (hash('gate_entries', entry_no, 'post', :seed) % 1000003)::BIGINT AS post_draw,
    (hash('gate_entries', entry_no, 'pass', :seed) % 100)::INTEGER AS pass_no,
    (hash('gate_entries', entry_no, 'vehicle', :seed) % 100)::INTEGER AS vehicle_no,
    (hash('gate_entries', entry_no, 'plate', :seed) % 100000)::INTEGER AS plate_draw,
    (hash('gate_entries', entry_no, 'temperature', :seed) % 12)::INTEGER AS temp_no,
    (hash('gate_entries', entry_no, 'surname', :seed) % 20)::INTEGER AS surname_no,
    (hash('gate_entries', entry_no, 'given', :seed) % 20)::INTEGER AS given_no,
    (hash('gate_entries', entry_no, 'second', :seed) % 30)::INTEGER AS second_no,
    (hash('gate_entries', entry_no, 'phone', :seed) % 600000000)::BIGINT AS phone_no
  FROM range(greatest(40, (6000::BIGINT * :households + 28500) // 57000)) AS numbers(entry_no)
),
timed AS (
  SELECT *, date_trunc('minute', :now) - to_minutes(minutes_ago) AS at_first,
    at_first - to_hours(CASE WHEN hour(at_first) < 6 AND night_no > 0 THEN 9 ELSE 0 END) AS passed_at
  FROM drawn
),
-- A shift that was signed in to, at its time, is where people pass.
manned AS (
  SELECT checkpoint_id, grid_id, worker_id, shift_start, shift_end
  FROM shifts JOIN checkpoints USING (checkpoint_id)
  WHERE shift_id IN (SELECT shift_id FROM shift_signins WHERE signin_kind = 'came_on')
),
placed AS (
  SELECT timed.*, checkpoint_id, grid_id, worker_id
  FROM timed JOIN manned ON passed_at >= shift_start AND passed_at < shift_end
  QUALIFY row_number() OVER (PARTITION BY entry_no ORDER BY hash(checkpoint_id, post_draw)) = 1
),
isolated AS (
  SELECT person_name, right(id_number, 4) AS id_last4
  FROM persons JOIN households USING (household_id)
  WHERE monitor_type = 'home' AND final_status = 'under_follow_up' AND isolation_start <= :now::DATE - 2 AND isolation_end >= :now::DATE
  ORDER BY grid_id = 'JN-03-05', hash(person_id, 'gate', :seed) LIMIT 1
),
filled AS (
  SELECT *,
    entry_no IN (3, 5, 8, 13) AS is_feverish, entry_no = 21 AS slipped, entry_no = 30 AS stopped, entry_no = 34 AS misread,
    CASE WHEN entry_no = 34 THEN 'by_vehicle' WHEN entry_no < 40 THEN 'on_foot' WHEN vehicle_no < 22 THEN 'by_vehicle' ELSE 'on_foot' END AS pass_kind,
    CASE WHEN entry_no < 40 THEN 'resident_pass' WHEN vehicle_no IN (19, 20) THEN 'duty_pass' WHEN pass_no < 66 THEN 'resident_pass' WHEN pass_no < 78 THEN 'visitor_pass'
      WHEN pass_no < 92 THEN 'delivery_pass' ELSE 'duty_pass' END AS pass_type,
    CASE WHEN vehicle_no < 14 OR entry_no < 40 THEN 'private_car' WHEN vehicle_no < 19 THEN 'goods_van' WHEN vehicle_no < 20 THEN 'waste_truck'
      WHEN vehicle_no < 21 THEN 'ambulance_car' ELSE 'other_vehicle' END AS kind_drawn
  FROM placed
),
told AS (
  SELECT *, CASE WHEN pass_kind = 'by_vehicle' THEN kind_drawn END AS vehicle_kind,
    coalesce(pass_kind = 'by_vehicle' AND kind_drawn = 'ambulance_car', false) AS is_ambulance
  FROM filled
)
SELECT
  format('E-{:05d}', row_number() OVER (ORDER BY passed_at, entry_no)) AS entry_id,
  checkpoint_id, passed_at,
  CASE WHEN stopped OR (entry_no % 2 = 0 AND NOT slipped AND NOT is_feverish) THEN 'going_out' ELSE 'going_in' END AS gate_direction,
  pass_type, pass_kind, vehicle_kind,
  CASE
    WHEN misread THEN '粤J1O' || lpad((plate_draw % 1000)::VARCHAR, 3, '0')
    WHEN vehicle_kind IS NULL THEN NULL
    WHEN plate_draw % 11 = 0 THEN '粤JD' || lpad(plate_draw::VARCHAR, 5, '0')
    WHEN plate_draw % 37 = 0 THEN '粤A' || lpad(plate_draw::VARCHAR, 5, '0')
    ELSE '粤J' || ['A', 'B', 'C', 'K', 'X'][1 + plate_draw % 5] || lpad((plate_draw % 10000)::VARCHAR, 4, '0')
  END AS plate_no,
  CASE
    WHEN is_ambulance THEN NULL
    WHEN stopped THEN coalesce((SELECT person_name FROM isolated), '陈伟')
    ELSE ['陈', '李', '黄', '梁', '张', '林', '王', '吴', '刘', '何', '冯', '谭', '罗', '区', '邓', '叶', '麦', '余', '赵', '苏'][1 + surname_no]
      || ['伟', '芳', '娟', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '涛', '明', '超', '秀', '霞', '平', '刚'][1 + given_no]
      || coalesce(['桂', '华', '玲', '辉', '红', '文', '健', '婷', '志', '群', '海', '玉', '英', '荣', '国', '梅', '燕', '锋', '珍', '翠'][1 + second_no], '')
  END AS visitor_name,
  CASE
    WHEN is_ambulance THEN NULL
    WHEN stopped THEN (SELECT id_last4 FROM isolated)
    WHEN plate_draw % 3 = 0 THEN lpad((plate_draw % 10000)::VARCHAR, 4, '0')
  END AS id_last4,
  CASE WHEN pass_type = 'visitor_pass' AND NOT is_ambulance THEN
    ['160', '161', '163', '164', '168', '169'][1 + phone_no // 100000000] || lpad((phone_no % 100000000)::VARCHAR, 8, '0') END AS phone,
  CASE WHEN pass_type = 'visitor_pass' AND NOT is_ambulance AND entry_no % 2 = 1 THEN
    format('{}栋{:02d}{:02d}', 1 + plate_draw % 9, 1 + surname_no % 8, 1 + given_no % 2) END AS visit_to,
  CASE WHEN NOT is_ambulance THEN round(CASE WHEN is_feverish OR slipped THEN 37.4 ELSE 36 END + temp_no / 10, 1) END::DOUBLE AS temp_c,
  CASE WHEN is_feverish AND entry_no > 5 THEN 'kept_apart' WHEN is_feverish OR stopped THEN 'turned_back' ELSE 'let_pass' END AS gate_decision,
  worker_id,
  CASE
    WHEN is_feverish AND entry_no > 5 THEN '已报网格长，120 接走'
    WHEN is_feverish THEN '劝返并已报社区'
    WHEN stopped THEN '居家隔离期间外出，已劝回并报网格长'
  END AS remark,
  NULL::VARCHAR AS submission_id
FROM told
ORDER BY entry_id
