-- One family in twenty of the demo's size must leave; 40 at least.
SELECT format('F-{:05d}', 1 + family_no) AS family_id,
  ['陈', '林', '黄', '何', '罗', '梁'][1 + (hash('families', family_no, :seed) % 6)::INTEGER]
    || ['水生', '月娥', '根宝', '阿福', '桂英'][1 + (hash('families', family_no, 'given', :seed) % 5)::INTEGER] AS family_head,
  format('LH-{:02d}', 1 + family_no % 4) AS area_id,
  ['东堤', '西堤', '南圩', '北圩'][1 + family_no % 4] || (1 + family_no // 4)::VARCHAR || ' 号' AS home_place,
  1 + (hash('families', family_no, 'people', :seed) % 6)::INTEGER AS people_count,
  CASE WHEN hash('families', family_no, 'needs', :seed) % 5 = 0 THEN ['boat'] END AS special_needs
FROM range(least(200, greatest(40, :households::BIGINT // 20))) AS numbers(family_no)
ORDER BY family_id
