-- 60 sign-ups of the last three weeks: twelve wait, three were declined; the others are building heads and residents among the
-- workers, whose rows name them. Three of those that wait are of JN-03.
WITH places AS (
  SELECT grid_id, row_number() OVER (ORDER BY hash(grid_id, 'volunteers', :seed), grid_id) AS place_no
  FROM grids WHERE grid_level = 'small' AND grid_id NOT LIKE 'JN-03-%'
),
joined AS (
  SELECT *, string_split(submission_id, '/')[2] AS volunteer_id FROM workers WHERE submission_id LIKE 'accepted_volunteer/%'
),
drawn AS (
  SELECT format('A-{:05d}', person_no) AS volunteer_id, person_no, person_no <= 12 AS is_waiting, person_no BETWEEN 13 AND 15 AS is_declined,
    CASE WHEN person_no <= 3 THEN format('JN-03-{:02d}', 2 * person_no) ELSE places.grid_id END AS own_grid_id,
    (hash('volunteers', person_no, 'surname', :seed) % 20)::INTEGER AS surname_no,
    (hash('volunteers', person_no, 'given', :seed) % 20)::INTEGER AS given_no,
    (hash('volunteers', person_no, 'phone', :seed) % 100000000)::BIGINT AS phone_no,
    (hash('volunteers', person_no, 'day', :seed) % 14)::INTEGER AS day_no,
    (hash('volunteers', person_no, 'minute', :seed) % 600)::INTEGER AS minute_no,
    (hash('volunteers', person_no, 'skill', :seed) % 7)::INTEGER AS skill_no,
    (hash('volunteers', person_no, 'hours', :seed) % 4)::INTEGER AS hours_no
  FROM range(1, 61) AS numbers(person_no) LEFT JOIN places ON places.place_no = person_no
),
dated AS (
  SELECT drawn.*, fixed_post, fixed_people, fixed_duty,
    CASE WHEN is_waiting OR is_declined THEN own_grid_id ELSE grid_id END AS place_id,
    CASE WHEN is_waiting OR is_declined THEN
      ['陈', '李', '黄', '梁', '张', '林', '王', '吴', '刘', '何', '冯', '谭', '罗', '区', '邓', '叶', '麦', '余', '赵', '苏'][1 + surname_no]
        || ['伟', '芳', '娟', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '涛', '明', '超', '秀', '霞', '平', '刚'][1 + given_no]
      ELSE worker_name END AS volunteer_name,
    CASE WHEN is_waiting OR is_declined THEN '164' || lpad(phone_no::VARCHAR, 8, '0') ELSE joined.phone END AS phone,
    CASE WHEN is_waiting THEN :now::DATE - 1 - day_no % 3 ELSE :now::DATE - 6 - day_no END + to_minutes(510 + minute_no) AS signed_up_at
  FROM drawn LEFT JOIN joined ON joined.volunteer_id = drawn.volunteer_id
)
SELECT
  volunteer_id,
  volunteer_name, phone, place_id AS grid_id,
  list_distinct([['door_calls', 'carry_goods', 'guard_gate', 'phone_calls', 'disinfect_stairs', 'medical_skill', 'drive_car'][1 + skill_no], 'carry_goods'])
    AS can_do,
  [['free_mornings', 'free_afternoons', 'free_evenings', 'free_nights'][1 + hours_no]] AS free_hours,
  signed_up_at,
  CASE WHEN is_waiting THEN 'signed_up' WHEN is_declined THEN 'declined' ELSE 'taken_on' END AS signup_status,
  CASE WHEN NOT is_waiting AND NOT is_declined THEN fixed_post END AS fixed_post,
  CASE WHEN NOT is_waiting AND NOT is_declined THEN fixed_people END AS fixed_people,
  CASE WHEN NOT is_waiting AND NOT is_declined THEN fixed_duty END AS fixed_duty,
  CASE WHEN is_declined THEN ['本人在观察期', '年龄不合适', '联系不上'][person_no - 12] END AS decline_reason,
  NULL::VARCHAR AS remark,
  NULL::VARCHAR AS submission_id
FROM dated
ORDER BY volunteer_id
