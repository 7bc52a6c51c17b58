-- 400 workers: a head for each of the 115 grids, the others spread over the small grids. A street of any size keeps a head
-- and one volunteer in every small grid. JN-03-05 is led by a building head, who signs in when the demo starts.
-- One more is the liaison of the district.
-- Phones here and in the other tabs begin with segments that, as far as is known, no operator had been given in 2020.
WITH places AS (
  SELECT grid_id, grid_level, row_number() OVER (ORDER BY grid_id) AS place_no,
    row_number() OVER (PARTITION BY grid_level ORDER BY grid_id) AS level_no
  FROM grids
),
posts AS (
  SELECT place_no AS worker_no, grid_id, grid_level, 0 AS helper_no FROM places
  UNION ALL
  SELECT 116 + helper, grid_id, 'helper', 1 + helper // 101
  FROM range(greatest(101, (400::BIGINT * :households + 28500) // 57000 - 116)) AS helpers(helper)
  JOIN places ON grid_level = 'small' AND level_no = 1 + helper % 101
  UNION ALL
  SELECT greatest(217, (400::BIGINT * :households + 28500) // 57000), 'JN', 'liaison', 0
),
drawn AS (
  SELECT *,
    (hash('workers', worker_no, 'surname', :seed) % 40)::INTEGER AS surname_no,
    (hash('workers', worker_no, 'given', :seed) % 40)::INTEGER AS given_no,
    (hash('workers', worker_no, 'second', :seed) % 60)::INTEGER AS second_no,
    (hash('workers', worker_no, 'kind', :seed) % 100)::INTEGER AS kind_no,
    (hash('workers', worker_no, 'phone', :seed) % 6)::INTEGER AS segment_no,
    (hash('workers', worker_no, 'duty', :seed) % 100)::INTEGER AS duty_no,
    ['陈', '李', '黄', '梁', '张', '林', '王', '吴', '刘', '何', '冯', '谭', '罗', '区', '邓', '叶', '麦', '余', '赵', '苏',
     '周', '郑', '谢', '曾', '莫', '卢', '潘', '钟', '容', '伍', '关', '司徒', '阮', '汤', '古', '甄', '岑', '简', '凌', '温'] AS surnames,
    ['伟', '芳', '娟', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '涛', '明', '超', '秀', '霞', '平', '刚',
     '桂', '华', '玲', '辉', '红', '文', '健', '婷', '志', '群', '海', '玉', '英', '荣', '国', '梅', '燕', '锋', '珍', '翠'] AS givens
  FROM posts
),
-- 45 of those who help signed up as volunteers (volunteers.sql has their sign-ups, 16 to 60).
joined AS (
  SELECT worker_no, 15 + row_number() OVER (ORDER BY hash('workers', worker_no, 'volunteer', :seed), worker_no) AS volunteer_no
  FROM drawn WHERE grid_level = 'helper' AND grid_id <> 'JN-03-05'
  QUALIFY volunteer_no <= 60
)
SELECT
  format('W-{:05d}', worker_no) AS worker_id,
  surnames[1 + surname_no] || givens[1 + given_no] || coalesce(givens[1 + second_no], '') AS worker_name,
  -- Multiplying by a number coprime to 10^8 gives everybody a number of their own.
  ['160', '161', '163', '164', '168', '169'][1 + segment_no]
    || lpad(((worker_no * 73939133 + (hash('workers', :seed) % 100000000)::BIGINT) % 100000000)::VARCHAR, 8, '0') AS phone,
  CASE
    WHEN grid_level = 'liaison' THEN 'district_liaison'
    WHEN grid_level IN ('large', 'medium') THEN 'street_lead'
    WHEN grid_id = 'JN-03-05' AND grid_level = 'small' THEN 'building_head'
    WHEN grid_level = 'small' THEN CASE WHEN kind_no < 70 THEN 'community_cadre' ELSE 'coop_cadre' END
    WHEN helper_no = 1 OR kind_no < 50 THEN 'building_head'
    ELSE 'resident'
  END AS worker_kind,
  grid_id,
  CASE grid_level
    WHEN 'large' THEN '街道指挥部'
    WHEN 'liaison' THEN '区委防疫指挥部'
    WHEN 'medium' THEN '社区居委会'
    WHEN 'small' THEN '本网格各楼栋'
    ELSE format('{}至{}栋', 6 * helper_no - 5, 6 * helper_no)
  END AS fixed_post,
  CASE grid_level
    WHEN 'large' THEN '全街道'
    WHEN 'medium' THEN '本社区各网格'
    WHEN 'small' THEN '本网格全体住户'
    ELSE format('{}至{}栋住户', 6 * helper_no - 5, 6 * helper_no)
  END AS fixed_people,
  CASE grid_level
    WHEN 'large' THEN '统筹调度'
    WHEN 'liaison' THEN '病例联动'
    WHEN 'medium' THEN '社区统筹'
    WHEN 'small' THEN '网格负责'
    ELSE ['入户排摸', '体温登记', '物资配送', '宣传值守'][1 + duty_no % 4]
  END AS fixed_duty,
  grid_level <> 'helper' OR helper_no = 1 OR duty_no >= 8 AS on_duty,
  CASE WHEN grid_level = 'helper' AND helper_no > 1 AND duty_no < 8 THEN :now::DATE - 1 - duty_no END AS left_on,
  CASE WHEN grid_level = 'helper' AND helper_no > 1 AND duty_no < 8 THEN '已返岗复工' END AS remark,
  CASE WHEN volunteer_no IS NOT NULL THEN format('accepted_volunteer/A-{:05d}/worker', volunteer_no) END AS submission_id
FROM drawn LEFT JOIN joined USING (worker_no)
ORDER BY worker_no
