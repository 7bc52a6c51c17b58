-- 57,000 doors over 101 small grids of different sizes; JN-03-05, where the day of the demo plays, has 563 of them. Estates are
-- named after the community, so that none is called like those of the office's own files.
-- Planted: one phone a digit short, one vacant door with people.
WITH small AS (
  SELECT grids.grid_id, replace(above.grid_name, '社区', '') AS community,
    row_number() OVER (PARTITION BY grids.parent_grid_id ORDER BY grids.grid_id) AS estate_no,
    CASE WHEN grids.grid_id = 'JN-03-05' THEN 0 ELSE 750 + (hash(grids.grid_id, 'doors', :seed) % 500)::BIGINT END AS weight,
    greatest(1, (563::BIGINT * :households + 28500) // 57000)::BIGINT AS shown,
    :households::BIGINT - shown AS others,
    CASE WHEN grids.grid_id = 'JN-03-05' THEN 3 ELSE 2 + (hash(grids.grid_id, 'stairs', :seed) % 3)::BIGINT END AS stairs,
    CASE WHEN grids.grid_id = 'JN-03-05' THEN 8 ELSE 6 + (hash(grids.grid_id, 'floors', :seed) % 4)::BIGINT END AS floors
  FROM grids JOIN grids above ON above.grid_id = grids.parent_grid_id
  WHERE grids.grid_level = 'small'
),
upto AS (
  SELECT *, (sum(weight) OVER (ORDER BY grid_id))::BIGINT AS weight_upto, (sum(weight) OVER ())::BIGINT AS weight_all FROM small
),
sizes AS (
  SELECT *,
    CASE WHEN grid_id = 'JN-03-05' THEN shown
      ELSE others * weight_upto // weight_all - others * (weight_upto - weight) // weight_all
    END AS doors
  FROM upto
),
doors AS (
  SELECT grid_id, community, estate_no, floors, stairs, unnest(range(doors)) AS door_no FROM sizes
),
placed AS (
  SELECT grid_id, door_no,
    community || ['花园', '新村', '雅苑', '小区', '华庭', '里', '大院', '名轩'][estate_no]
      || (1 + door_no // (stairs * floors * 2)) || '栋' AS building,
    1 + door_no // (floors * 2) % stairs AS stair,
    1 + door_no // 2 % floors AS floor,
    1 + door_no % 2 AS side,
    row_number() OVER (ORDER BY grid_id, door_no) AS household_no
  FROM doors
),
drawn AS (
  SELECT *,
    (hash('households', household_no, 'surname', :seed) % 40)::INTEGER AS surname_no,
    (hash('households', household_no, 'given', :seed) % 40)::INTEGER AS given_no,
    (hash('households', household_no, 'second', :seed) % 60)::INTEGER AS second_no,
    (hash('households', household_no, 'phone', :seed) % 600000000)::BIGINT AS phone_no,
    (hash('households', household_no, 'no phone', :seed) % 100)::INTEGER AS silent_no,
    (hash('households', household_no, 'size', :seed) % 100)::INTEGER AS size_no,
    CASE WHEN door_no < 10 THEN 0 ELSE (hash('households', household_no, 'occupancy', :seed) % 1000)::INTEGER END AS occupancy_no,
    (hash('households', household_no, 'hardship', :seed) % 100)::INTEGER AS hardship_no,
    hash('households', household_no, 'planted', :seed) AS lot,
    ['陈', '李', '黄', '梁', '张', '林', '王', '吴', '刘', '何', '冯', '谭', '罗', '区', '邓', '叶', '麦', '余', '赵', '苏',
     '周', '郑', '谢', '曾', '莫', '卢', '潘', '钟', '容', '伍', '关', '司徒', '阮', '汤', '古', '甄', '岑', '简', '凌', '温'] AS surnames,
    ['伟', '芳', '娟', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '涛', '明', '超', '秀', '霞', '平', '刚',
     '桂', '华', '玲', '辉', '红', '文', '健', '婷', '志', '群', '海', '玉', '英', '荣', '国', '梅', '燕', '锋', '珍', '翠'] AS givens
  FROM placed
),
filled AS (
  SELECT *,
    CASE WHEN occupancy_no < 720 THEN 'own' WHEN occupancy_no < 920 THEN 'let'
      WHEN occupancy_no < 995 THEN 'vacant' ELSE 'unallotted' END AS occupancy,
    CASE WHEN silent_no >= 4 AND occupancy_no < 995 THEN
      ['160', '161', '163', '164', '168', '169'][1 + phone_no // 100000000] || lpad((phone_no % 100000000)::VARCHAR, 8, '0')
    END AS phone
  FROM drawn
),
planted AS (
  SELECT
    arg_min(household_no, lot) FILTER (WHERE phone IS NOT NULL AND grid_id <> 'JN-03-05') AS short_phone,
    arg_min(household_no, lot) FILTER (WHERE occupancy = 'vacant' AND grid_id <> 'JN-03-05') AS crowded
  FROM filled
)
SELECT
  format('H-{:05d}', household_no) AS household_id,
  grid_id,
  building,
  stair::VARCHAR AS unit,
  format('{:02d}{:02d}', floor, side) AS door,
  CASE WHEN occupancy <> 'unallotted' THEN
    surnames[1 + surname_no] || givens[1 + given_no] || coalesce(givens[1 + second_no], '') END AS head_name,
  CASE WHEN household_no = short_phone THEN left(phone, 10) ELSE phone END AS phone,
  CASE
    WHEN household_no = crowded THEN 3
    WHEN occupancy IN ('own', 'let') THEN
      CASE WHEN size_no < 12 THEN 1 WHEN size_no < 34 THEN 2 WHEN size_no < 62 THEN 3 WHEN size_no < 84 THEN 4
        WHEN size_no < 95 THEN 5 ELSE 6 END
  END AS size,
  occupancy,
  hardship_no < 3 AND occupancy IN ('own', 'let') AS hardship,
  CASE
    WHEN occupancy NOT IN ('own', 'let') THEN NULL
    WHEN hardship_no < 3 THEN ['独居老人', '行动不便', '低保户'][1 + hardship_no]
    WHEN occupancy = 'let' AND hardship_no < 60 THEN '租客'
  END AS remark
FROM filled, planted
ORDER BY household_no
