SELECT format('E-{:05d}', row_number() OVER (ORDER BY transfer_id, person_no)) AS evacuee_id, transfer_id,
  left(family_head, 1) || ['小满', '立夏', '芒种', '小暑', '大雪', '清明'][1 + person_no::INTEGER] AS evacuee_name,
  ['elder', 'adult', 'child'][1 + (hash(transfer_id, person_no, :seed) % 3)::INTEGER] AS age_group
FROM transfers JOIN families USING (family_id), range(6) AS numbers(person_no)
WHERE person_no < people_count ORDER BY evacuee_id
