-- Contacts of the two confirmed cases: those of the first are all placed; of the second one colleague was named two hours ago.
WITH drawn AS (
  SELECT case_id, household_id, confirmed_at, case_id = 'CA-00003' AS is_new, contact_no, is_new AND contact_no = 4 AS is_open,
    contact_no <= 3 AS is_family, grid_head,
    row_number() OVER (ORDER BY case_id, contact_no) AS row_no,
    (hash('contacts', case_id, contact_no, 'name', :seed) % 40)::INTEGER AS given_no,
    (hash('contacts', case_id, 'surname', :seed) % 8)::INTEGER AS surname_no,
    (hash('contacts', case_id, contact_no, 'phone', :seed) % 600000000)::BIGINT AS phone_no
  FROM cases JOIN households USING (household_id) JOIN grids USING (grid_id), range(1, 6) AS numbers(contact_no)
  WHERE case_class = 'confirmed' AND contact_no <= CASE case_id WHEN 'CA-00001' THEN 5 ELSE 4 END
)
SELECT
  format('CT-{:05d}', row_no) AS contact_id,
  case_id,
  ['陈', '李', '黄', '梁', '张', '林', '王', '吴'][1 + (surname_no + CASE WHEN is_family THEN 0 ELSE contact_no END) % 8]
    || ['伟', '芳', '娟', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '涛', '明', '超', '秀', '霞', '平', '刚',
      '桂', '华', '玲', '辉', '红', '文', '健', '婷', '志', '群', '海', '玉', '英', '荣', '国', '梅', '燕', '锋', '珍', '翠'][1 + (given_no + 7 * contact_no) % 40]
    AS contact_name,
  ['160', '161', '163', '164', '168', '169'][1 + phone_no // 100000000] || lpad((phone_no % 100000000)::VARCHAR, 8, '0') AS phone,
  NULL::VARCHAR AS id_number,
  CASE WHEN is_family THEN household_id END AS household_id,
  CASE WHEN NOT is_family THEN '江门市新会区' END AS contact_address,
  CASE WHEN contact_no = 5 THEN 'casual_contact' ELSE 'close_contact' END AS contact_kind,
  CASE WHEN is_family THEN 'family_member' ELSE 'colleague' END AS contact_relation,
  CASE WHEN is_family THEN ['ate_together', 'same_room'] ELSE ['ate_together'] END AS contact_mode,
  confirmed_at::DATE - 5 AS first_contact_on,
  confirmed_at::DATE - CASE WHEN is_family THEN 0 ELSE 2 END AS last_contact_on,
  CASE WHEN is_open THEN NULL WHEN is_family THEN 'to_hospital' ELSE 'sent_on' END AS contact_measure,
  CASE WHEN NOT is_open THEN confirmed_at + to_minutes(120 + 20 * contact_no) END AS placed_at,
  NULL::VARCHAR AS person_id,
  grid_head AS worker_id,
  CASE WHEN is_open THEN date_trunc('minute', :now) - to_hours(2) ELSE confirmed_at + to_minutes(15) END AS reported_at,
  NULL::VARCHAR AS remark,
  NULL::VARCHAR AS submission_id
FROM drawn
ORDER BY row_no
