SELECT format('B-{:05d}', shelter_no) AS shelter_id,
  ['东堤小学', '镇中学', '南圩礼堂', '北圩文化站'][shelter_no] AS shelter_name,
  format('LH-{:02d}', shelter_no) AS area_id,
  [200, 400, 160, 240][shelter_no] AS place_count
FROM range(1, 5) AS numbers(shelter_no) ORDER BY shelter_id
