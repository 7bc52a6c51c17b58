-- Six sections an area.
SELECT format('D-{:05d}', 1 + section_no) AS section_id,
  ['东堤', '西堤', '南圩', '北圩'][1 + section_no // 6] || ['一', '二', '三', '四', '五', '六'][1 + section_no % 6] || '段' AS section_name,
  format('LH-{:02d}', 1 + section_no // 6) AS area_id,
  400 + (hash('sections', section_no, :seed) % 600)::INTEGER AS length_m
FROM range(24) AS numbers(section_no)
ORDER BY section_id
