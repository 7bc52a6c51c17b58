-- Three families in four have arrived within the last five hours.
SELECT format('T-{:05d}', row_number() OVER (ORDER BY family_id)) AS transfer_id, family_id,
  (SELECT any_value(shelter_id) FROM shelters WHERE shelters.area_id = families.area_id) AS shelter_id,
  date_trunc('minute', :now) - to_minutes(10 + (hash(family_id, 'moved', :seed) % 290)::INTEGER) AS moved_at,
  format('S-{:05d}', 1 + substr(area_id, 4)::INTEGER) AS rescuer_id
FROM families WHERE hash(family_id, :seed) % 4 <> 0 ORDER BY transfer_id
