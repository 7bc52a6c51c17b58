-- One for the town, then ten an area; the first of an area is its head.
SELECT format('S-{:05d}', 1 + rescuer_no) AS rescuer_id,
  ['赵', '钱', '孙', '李', '周', '吴', '郑', '王'][1 + (hash('rescuers', rescuer_no, :seed) % 8)::INTEGER]
    || ['大江', '小河', '长堤', '安澜', '镇水', '清波'][1 + (hash('rescuers', rescuer_no, 'given', :seed) % 6)::INTEGER] AS rescuer_name,
  '139' || lpad((hash('rescuers', rescuer_no, 'phone', :seed) % 1000000)::VARCHAR, 6, '0') || lpad(rescuer_no::VARCHAR, 2, '0') AS phone,
  CASE WHEN rescuer_no = 0 THEN 'LH' ELSE format('LH-{:02d}', 1 + (rescuer_no - 1) % 4) END AS area_id
FROM range(41) AS numbers(rescuer_no)
ORDER BY rescuer_id
