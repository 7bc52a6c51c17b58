-- 3,000 persons in focus. A third is under observation today, on day 1 to 14; the others ended up to four weeks ago. Six of those
-- under observation live in JN-03-05. Three are also in the police list that the office imports, so that the import finds them.
-- Most homes are suitable. A few people were exposed again within their observation, and a few were in hospital for some days.
-- Those whose observation is over in JN-03-05 have had their calls: nobody there is waiting for one.
-- Identity numbers begin with 99, which is no province, and end in a right check digit.
-- Planted: one person in isolation without a worker, one wrong check digit, one notice not signed.
WITH counts AS (
  SELECT greatest(9, (3000::BIGINT * :households + 28500) // 57000)::BIGINT AS persons_all, :now::DATE AS today
),
people AS (
  SELECT person_no, today,
    person_no < persons_all // 3 AS active,
    person_no < 6 OR person_no BETWEEN persons_all // 3 AND persons_all // 3 + persons_all // 150 AS shown,
    person_no BETWEEN 6 AND 8 AND persons_all >= 300 AS known
  FROM counts, range(persons_all) AS numbers(person_no)
),
drawn AS (
  SELECT *,
    CASE WHEN shown THEN 'shown' WHEN known THEN 'known' ELSE 'other' END AS part,
    hash('persons', person_no, 'home', :seed) AS home_draw,
    (hash('persons', person_no, 'day', :seed) % 28)::INTEGER AS day_no,
    (hash('persons', person_no, 'monitor', :seed) % 100)::INTEGER AS monitor_no,
    (hash('persons', person_no, 'outcome', :seed) % 100)::INTEGER AS outcome_no,
    (hash('persons', person_no, 'from', :seed) % 12)::INTEGER AS from_no,
    (hash('persons', person_no, 'worker', :seed) % 1000)::INTEGER AS worker_draw,
    (hash('persons', person_no, 'surname', :seed) % 40)::INTEGER AS surname_no,
    (hash('persons', person_no, 'given', :seed) % 40)::INTEGER AS given_no,
    (hash('persons', person_no, 'second', :seed) % 60)::INTEGER AS second_no,
    (hash('persons', person_no, 'phone', :seed) % 600000000)::BIGINT AS phone_no,
    '99' || lpad((person_no // 1000)::VARCHAR, 4, '0')
      || strftime(DATE '1938-01-01' + (hash('persons', person_no, 'birth', :seed) % 27000)::INTEGER, '%Y%m%d')
      || lpad((person_no % 1000)::VARCHAR, 3, '0') AS id_base,
    ['陈', '李', '黄', '梁', '张', '林', '王', '吴', '刘', '何', '冯', '谭', '罗', '区', '邓', '叶', '麦', '余', '赵', '苏',
     '周', '郑', '谢', '曾', '莫', '卢', '潘', '钟', '容', '伍', '关', '司徒', '阮', '汤', '古', '甄', '岑', '简', '凌', '温'] AS surnames,
    ['伟', '芳', '娟', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '涛', '明', '超', '秀', '霞', '平', '刚',
     '桂', '华', '玲', '辉', '红', '文', '健', '婷', '志', '群', '海', '玉', '英', '荣', '国', '梅', '燕', '锋', '珍', '翠'] AS givens
  FROM people
),
homes AS (
  SELECT part, household_id, grid_id, row_number() OVER (PARTITION BY part ORDER BY household_id) - 1 AS home_no
  FROM (
    SELECT household_id, grid_id, CASE WHEN grid_id = 'JN-03-05' THEN 'shown' ELSE 'other' END AS part
    FROM households WHERE occupancy IN ('own', 'let')
    UNION ALL
    SELECT household_id, grid_id, 'known' FROM households WHERE occupancy IN ('own', 'let') AND grid_id LIKE 'JN-02-%'
  )
),
placed AS (
  SELECT drawn.*,
    CASE WHEN shown AND active THEN person_no * 97 ELSE (home_draw % 1000000007)::BIGINT END % homes_all AS home_no
  FROM drawn JOIN (SELECT part, count(*) AS homes_all FROM homes GROUP BY part) USING (part)
),
teams AS (
  SELECT grid_id, list(worker_id ORDER BY worker_id) AS team FROM workers WHERE on_duty GROUP BY grid_id
),
dated AS (
  SELECT placed.*, household_id, team,
    today - CASE
      WHEN active AND shown THEN [8, 5, 11, 3, 6, 9][1 + person_no]
      WHEN active THEN day_no % 14
      WHEN shown THEN 31 + day_no % 11
      ELSE 14 + day_no
    END::INTEGER AS first_day,
    CASE
      WHEN shown AND active THEN 'home'
      WHEN NOT active AND monitor_no < 2 THEN 'none'
      WHEN monitor_no < 60 THEN 'home'
      WHEN monitor_no < 80 THEN 'home_health'
      WHEN monitor_no < 90 THEN 'health'
      WHEN monitor_no < 96 THEN 'self'
      ELSE 'central'
    END AS monitor_type,
    '10X98765432'[1 + list_dot_product(
      list_transform(string_split(id_base, ''), lambda digit: digit::DOUBLE),
      [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]::DOUBLE[])::INTEGER % 11] AS id_end
  FROM placed JOIN homes USING (part, home_no) JOIN teams USING (grid_id)
),
numbered AS (
  SELECT *,
    row_number() OVER (ORDER BY first_day, person_no) AS person_order,
    CASE WHEN active AND part = 'other' AND monitor_type = 'home' THEN
      row_number() OVER (PARTITION BY active, part, monitor_type ORDER BY hash('persons', person_no, 'planted', :seed)) END AS planted_no
  FROM dated
),
closed AS (
  SELECT *,
    CASE
      WHEN active THEN 'under_follow_up'
      WHEN monitor_type = 'none' THEN 'cancelled'
      WHEN outcome_no < 2 THEN 'lost'
      WHEN outcome_no < 4 THEN 'transferred'
      ELSE 'completed'
    END AS final_status,
    CASE final_status WHEN 'lost' THEN 'lost' WHEN 'transferred' THEN CASE WHEN worker_draw < 500 THEN 'hospital' ELSE 'central' END
      WHEN 'completed' THEN CASE WHEN worker_draw < 20 THEN 'hospital' END END AS end_reason,
    ['plane', 'train', 'train', 'coach', 'car'][1 + worker_draw % 5] AS transport
  FROM numbered
)
SELECT
  format('P-{:05d}', person_order) AS person_id,
  household_id,
  CASE WHEN known THEN ['吴华', '秦艳洋', '周超'][person_no - 5]
    ELSE surnames[1 + surname_no] || givens[1 + given_no] || coalesce(givens[1 + second_no], '') END AS person_name,
  CASE WHEN known THEN ['13553232606', '15584923774', '15954118793'][person_no - 5]
    ELSE ['160', '161', '163', '164', '168', '169'][1 + phone_no // 100000000] || lpad((phone_no % 100000000)::VARCHAR, 8, '0')
  END AS phone,
  CASE
    WHEN known THEN ['440703198305190964', '420106195904230701', '421122196905278614'][person_no - 5]
    WHEN planted_no = 2 THEN id_base || CASE id_end WHEN '0' THEN '1' ELSE '0' END
    ELSE id_base || id_end
  END AS id_number,
  monitor_type,
  CASE WHEN monitor_type <> 'none' THEN first_day END AS isolation_start,
  CASE WHEN monitor_type <> 'none' THEN first_day + 13 END AS isolation_end,
  CASE WHEN planted_no IS DISTINCT FROM 1 THEN team[1 + worker_draw % len(team)] END AS worker_id,
  first_day - 1 + to_minutes(480 + worker_draw % 600) AS listed_at,
  CASE WHEN active AND NOT shown AND monitor_type = 'home' AND person_no % 60 = 0 AND first_day < today THEN
    first_day + least(3, today - first_day)::INTEGER END AS last_exposed,
  monitor_type <> 'none' AND planted_no IS DISTINCT FROM 3 AS notice_signed,
  CASE WHEN monitor_type IN ('home', 'home_health') THEN
    ['single_room', 'own_toilet', 'handover_table', 'care_kit', 'no_shared_air', 'waste_disinfected'][:CASE
      WHEN shown OR worker_draw % 20 > 1 THEN 6 ELSE 4 + worker_draw % 2 END] END AS home_check,
  final_status,
  CASE WHEN end_reason IS NOT NULL THEN first_day + (3 + worker_draw % 6)::INTEGER + to_hours(10) END AS followup_ended_at,
  end_reason,
  CASE WHEN final_status = 'completed' AND end_reason IS NOT NULL THEN first_day + 10 + to_hours(10) END AS resumed_at,
  ['湖北省武汉市', '湖北省孝感市', '湖北省黄冈市', '湖北省荆州市', '湖北省襄阳市', '湖北省宜昌市', '湖北省十堰市', '湖南省长沙市',
   '浙江省温州市', '河南省信阳市', '广东省深圳市', '广东省广州市'][1 + from_no] AS from_place,
  first_day - worker_draw % 3 AS arrived_on,
  transport,
  CASE transport WHEN 'plane' THEN 'CZ' || (3000 + worker_draw) WHEN 'train' THEN 'G' || (1000 + worker_draw)
    WHEN 'car' THEN '鄂A·' || (10000 + worker_draw) END AS trip_no,
  CASE WHEN transport IN ('plane', 'train') THEN format('{:02d}{}', 1 + worker_draw % 30, substr('ABCDF', 1 + worker_draw % 5, 1)) END AS seat_no,
  NULL::VARCHAR AS remark
FROM closed
ORDER BY person_order
