-- The members of the households of JN-03-05, where the day of the demo plays: the head, as many others as the register counts, and
-- who is followed up there. Identity numbers begin with 9950, which is no province, and end in a right check digit.
WITH doors AS (
  SELECT household_id, head_name, phone, size, occupancy FROM households
  WHERE grid_id = 'JN-03-05' AND occupancy IN ('own', 'let')
),
met AS (
  SELECT household_id, arg_max(visit_id, visited_at) AS visit_id, max(visited_at) AS visited_at FROM visits WHERE visit_outcome IN ('registered', 'let') GROUP BY household_id
),
people AS (
  SELECT household_id, head_name, phone, occupancy, member_no, NULL::VARCHAR AS followed_name, NULL::VARCHAR AS followed_id, NULL::VARCHAR AS from_place
  FROM doors, range(1, 7) AS numbers(member_no)
  WHERE member_no <= size
  UNION ALL BY NAME
  SELECT household_id, head_name, persons.phone, occupancy, 100 + row_number() OVER (PARTITION BY household_id ORDER BY person_id) AS member_no,
    person_name AS followed_name, id_number AS followed_id, from_place
  FROM doors JOIN persons USING (household_id)
  WHERE id_check_ok(id_number)
),
drawn AS (
  SELECT *,
    row_number() OVER (ORDER BY household_id, member_no) AS row_no,
    (hash('residents', household_id, member_no, 'given', :seed) % 40)::INTEGER AS given_no,
    (hash('residents', household_id, member_no, 'sex', :seed) % 2)::INTEGER AS sex_no,
    (hash('residents', household_id, member_no, 'year', :seed) % 100)::INTEGER AS year_no,
    (hash('residents', household_id, member_no, 'away', :seed) % 100)::INTEGER AS away_no,
    CASE
      WHEN followed_id IS NOT NULL THEN substr(followed_id, 7, 4)::INTEGER
      WHEN member_no <= 2 THEN 1945 + year_no % 45
      WHEN member_no = 3 THEN 1990 + year_no % 28
      ELSE 1935 + year_no % 30 END AS birth_year
  FROM people
),
numbered AS (
  SELECT *,
    '9950' || lpad((row_no // 1000)::VARCHAR, 2, '0') || birth_year || lpad((1 + year_no % 12)::VARCHAR, 2, '0')
      || lpad((1 + away_no % 28)::VARCHAR, 2, '0') || lpad((row_no % 1000)::VARCHAR, 3, '0') AS id_base,
    '10X98765432'[1 + list_dot_product(
      list_transform(string_split(id_base, ''), lambda digit: digit::DOUBLE),
      [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]::DOUBLE[])::INTEGER % 11] AS id_end
  FROM drawn
)
SELECT
  format('M-{:05d}', row_no) AS resident_id,
  household_id,
  visit_id,
  CASE
    WHEN followed_name IS NOT NULL THEN followed_name
    WHEN member_no = 1 THEN head_name
    ELSE head_name[1] || ['伟', '芳', '娟', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '涛', '明', '超', '秀', '霞', '平', '刚',
      '桂', '华', '玲', '辉', '红', '文', '健', '婷', '志', '群', '海', '玉', '英', '荣', '国', '梅', '燕', '锋', '珍', '翠'][1 + given_no]
  END AS resident_name,
  CASE WHEN sex_no = 0 THEN 'male' ELSE 'female' END AS gender,
  birth_year,
  CASE WHEN member_no = 1 OR followed_id IS NOT NULL THEN phone END AS phone,
  coalesce(followed_id, id_base || id_end) AS id_number,
  CASE
    WHEN followed_id IS NOT NULL THEN 'other_relative'
    WHEN occupancy = 'let' AND member_no > 1 THEN 'tenant'
    ELSE ['household_head', 'spouse', 'child_of_head', 'parent_of_head', 'parent_of_head', 'other_relative'][member_no]
  END AS head_relation,
  CASE WHEN occupancy = 'let' THEN 'floating' WHEN away_no < 5 THEN 'registered_away' ELSE 'permanent_resident' END AS residence_kind,
  CASE WHEN occupancy = 'let' THEN ['湖南省长沙市', '广西南宁市', '江西省赣州市', '四川省成都市', '湖北省黄冈市'][1 + away_no % 5]
    WHEN away_no < 5 THEN '广东省广州市' END AS hukou_place,
  followed_id IS NOT NULL OR member_no = 1 OR away_no >= 6 AS is_home,
  CASE WHEN followed_id IS NULL AND member_no > 1 AND away_no < 6 THEN '广东省深圳市' END AS away_place,
  coalesce(visited_at, :now::DATE - 20 + to_hours(10)) AS registered_at,
  NULL::VARCHAR AS remark,
  NULL::VARCHAR AS submission_id
FROM numbered LEFT JOIN met USING (household_id)
ORDER BY row_no
