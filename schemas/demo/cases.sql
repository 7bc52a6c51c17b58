-- Four cases: one confirmed nine days ago, one discarded since, one confirmed 20 hours ago, one still suspect. None lives in JN-03-05,
-- where the day of the demo has its own, and nobody at those doors is followed up. A street of very few doors has fewer.
WITH doors AS (
  SELECT household_id, head_name,
    row_number() OVER (ORDER BY hash(household_id, 'case', :seed)) AS case_no
  FROM households
  WHERE occupancy = 'own' AND grid_id <> 'JN-03-05' AND household_id NOT IN (SELECT household_id FROM persons)
)
SELECT
  format('CA-{:05d}', case_no) AS case_id,
  household_id,
  head_name AS case_name,
  NULL::VARCHAR AS id_number,
  ['confirmed', 'discarded', 'confirmed', 'suspect'][case_no] AS case_class,
  [:now::DATE - 12, :now::DATE - 8, :now::DATE - 4, :now::DATE - 1][case_no] AS onset_on,
  [:now::DATE - 9 + to_hours(15), NULL, date_trunc('minute', :now) - to_hours(20), NULL][case_no] AS confirmed_at,
  NULL::VARCHAR AS person_id,
  CASE WHEN case_no IN (1, 3) THEN '市定点医院' END AS hospital,
  CASE case_no WHEN 2 THEN '两次核酸检测阴性，已排除' END AS remark
FROM doors
WHERE case_no <= 4
ORDER BY case_no
