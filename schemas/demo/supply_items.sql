-- Every fourth request for food wants one or two things more; the one of JN-03-05 wants oil and drinking water.
WITH more AS (
  SELECT request_id, thing_no,
    CASE WHEN grid_id = 'JN-03-05' AND asked_at > :now - to_hours(24) THEN ['食用油 5 升', '饮用水 1 箱'][1 + thing_no]
      ELSE ['鸡蛋', '青菜', '食盐', '酱油', '面条', '牛奶'][1 + (hash(request_id, :seed) % 3)::INTEGER * 2 + thing_no] END AS item_name
  FROM supply_requests JOIN households USING (household_id), range(2) AS numbers(thing_no)
  WHERE category = 'food' AND (
    grid_id = 'JN-03-05' AND asked_at > :now - to_hours(24)
    OR hash(request_id, 'more', :seed) % 4 = 0 AND thing_no <= hash(request_id, 'things', :seed) % 2)
)
SELECT format('RI-{:05d}', row_number() OVER (ORDER BY request_id, thing_no)) AS item_id, request_id, item_name,
  1 + (hash(request_id, thing_no, 'qty', :seed) % 3)::INTEGER AS item_qty, NULL::VARCHAR AS submission_id
FROM more ORDER BY item_id
