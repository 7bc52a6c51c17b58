-- The town and four areas along the dike.
SELECT 'LH' AS area_id, '柳河镇' AS area_name, NULL AS parent_area_id, 'S-00001' AS area_head
UNION ALL
SELECT format('LH-{:02d}', area_no), ['东堤片', '西堤片', '南圩片', '北圩片'][area_no], 'LH', format('S-{:05d}', 1 + area_no)
FROM range(1, 5) AS numbers(area_no)
ORDER BY area_id
