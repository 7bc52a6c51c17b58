-- 600 leads over 30 days. 24 are open, three of them for longer than a day and three about people who are known already; two of
-- them are of one phone; seven of ten were traced to a person in focus.
-- Planted: one identity number as a spreadsheet spoils it.
WITH counts AS (
  SELECT greatest(6, (600::BIGINT * :households + 28500) // 57000)::BIGINT AS leads_all,
    greatest(3, (24::BIGINT * :households + 28500) // 57000)::BIGINT AS open_all
),
drawn AS (
  SELECT lead_no, lead_no < open_all AS is_open, lead_no < 3 AS is_long, lead_no BETWEEN 3 AND 5 AND lead_no < open_all AS is_alike,
    (hash('leads', lead_no, 'clearance', :seed) % 100)::INTEGER AS clearance_no,
    (hash('leads', lead_no, 'source', :seed) % 100)::INTEGER AS source_no,
    (hash('leads', lead_no, 'whom', :seed) % 1000000007)::BIGINT AS whom_draw,
    (hash('leads', lead_no, 'day', :seed) % 28)::INTEGER AS day_no,
    (hash('leads', lead_no, 'minute', :seed) % 600)::INTEGER AS minute_no,
    (hash('leads', lead_no, 'trip', :seed) % 1000)::INTEGER AS trip_draw,
    (hash('leads', lead_no, 'surname', :seed) % 40)::INTEGER AS surname_no,
    (hash('leads', lead_no, 'given', :seed) % 40)::INTEGER AS given_no,
    (hash('leads', lead_no, 'second', :seed) % 60)::INTEGER AS second_no,
    (hash('leads', CASE lead_no WHEN 7 THEN 8 ELSE lead_no END, 'phone', :seed) % 600000000)::BIGINT AS phone_no,
    '9999' || lpad((lead_no // 1000)::VARCHAR, 2, '0')
      || strftime(DATE '1945-01-01' + (hash('leads', lead_no, 'birth', :seed) % 22000)::INTEGER, '%Y%m%d')
      || lpad((lead_no % 1000)::VARCHAR, 3, '0') AS id_base,
    ['陈', '李', '黄', '梁', '张', '林', '王', '吴', '刘', '何', '冯', '谭', '罗', '区', '邓', '叶', '麦', '余', '赵', '苏',
     '周', '郑', '谢', '曾', '莫', '卢', '潘', '钟', '容', '伍', '关', '司徒', '阮', '汤', '古', '甄', '岑', '简', '凌', '温'] AS surnames,
    ['伟', '芳', '娟', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '涛', '明', '超', '秀', '霞', '平', '刚',
     '桂', '华', '玲', '辉', '红', '文', '健', '婷', '志', '群', '海', '玉', '英', '荣', '国', '梅', '燕', '锋', '珍', '翠'] AS givens
  FROM counts, range(leads_all) AS numbers(lead_no)
),
known AS (
  SELECT person_id, person_name, persons.phone, from_place, arrived_on, grid_id, concat(building, unit || '单元', door) AS address,
    row_number() OVER (ORDER BY person_id) - 1 AS whom_no
  FROM persons JOIN households USING (household_id)
),
doors AS (
  SELECT grid_id, concat(building, unit || '单元', door) AS address,
    row_number() OVER (ORDER BY household_id) - 1 AS door_no
  FROM households WHERE grid_id <> 'JN-03-05' OR :households < 57
),
cleared AS (
  SELECT *,
    CASE WHEN is_open THEN NULL WHEN clearance_no < 70 THEN 'verified' WHEN clearance_no < 80 THEN 'not_found'
      WHEN clearance_no < 88 THEN 'gone' WHEN clearance_no < 95 THEN 'duplicate' ELSE 'handed_over' END AS clearance,
    CASE
      WHEN is_long THEN date_trunc('minute', :now) - to_hours(26 + 3 * lead_no)
      WHEN is_open THEN date_trunc('minute', :now) - to_minutes(20 + 2 * minute_no)
      ELSE :now::DATE - 2 - day_no + to_minutes(480 + minute_no)
    END AS received_at,
    CASE WHEN clearance = 'verified' OR is_alike THEN whom_draw % (SELECT count(*) FROM persons) END AS whom_no,
    CASE WHEN clearance IS DISTINCT FROM 'verified' AND NOT is_alike THEN whom_draw % (SELECT count(*) FROM doors) END AS door_no
  FROM drawn
),
joined AS (
  SELECT cleared.*, known.person_id, known.person_name, known.phone AS person_phone, known.from_place AS person_from,
    coalesce(known.grid_id, doors.grid_id) AS place, coalesce(known.address, doors.address) AS address,
    '10X98765432'[1 + list_dot_product(
      list_transform(string_split(id_base, ''), lambda digit: digit::DOUBLE),
      [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]::DOUBLE[])::INTEGER % 11] AS id_end
  FROM cleared
  LEFT JOIN known USING (whom_no)
  LEFT JOIN doors USING (door_no)
)
SELECT
  format('L-{:05d}', row_number() OVER (ORDER BY received_at, lead_no)) AS lead_id,
  CASE WHEN source_no < 40 THEN 'police' WHEN source_no < 55 THEN 'family_planning' WHEN source_no < 65 THEN 'coop'
    WHEN source_no < 77 THEN 'factory' WHEN source_no < 85 THEN 'building_site' WHEN source_no < 93 THEN 'public_report'
    ELSE 'self_report' END AS lead_source,
  coalesce(person_name, surnames[1 + surname_no] || givens[1 + given_no] || coalesce(givens[1 + second_no], '')) AS name,
  CASE WHEN lead_no = 2 THEN '4.20106E+17' WHEN person_id IS NULL THEN id_base || id_end END AS id_number,
  coalesce(person_phone,
    ['160', '161', '163', '164', '168', '169'][1 + phone_no // 100000000] || lpad((phone_no % 100000000)::VARCHAR, 8, '0')) AS phone,
  address,
  CASE WHEN is_open AND lead_no % 5 = 4 THEN NULL ELSE place END AS grid_id,
  coalesce(person_from, ['湖北省武汉市', '湖北省孝感市', '湖北省黄冈市', '湖北省荆州市', '浙江省温州市'][1 + trip_draw % 5]) AS from_place,
  received_at::DATE - 1 - trip_draw % 9 AS arrived_on,
  ['train', 'train', 'plane', 'coach', 'car'][1 + trip_draw % 5] AS transport,
  CASE trip_draw % 5 WHEN 2 THEN 'CZ' || (3000 + trip_draw) WHEN 3 THEN NULL WHEN 4 THEN '鄂A·' || (10000 + trip_draw)
    ELSE 'G' || (1000 + trip_draw) END AS trip_no,
  received_at,
  clearance,
  CASE WHEN NOT is_open THEN person_id END AS matched_person_id,
  CASE WHEN NOT is_open THEN received_at + to_minutes(60 + trip_draw) END AS cleared_at,
  CASE clearance WHEN 'not_found' THEN '按住址和电话都找不到' WHEN 'gone' THEN '已离开本市' WHEN 'handed_over' THEN '不住本街道，已移交' WHEN 'duplicate' THEN '已另有登记' END AS remark,
  NULL::VARCHAR AS submission_id
FROM joined
ORDER BY lead_id
