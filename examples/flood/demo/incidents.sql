-- One confirmed, from which the first pass sends out the jobs, and one that was nothing.
SELECT 'I-00001' AS incident_id, 'D-00003' AS section_id, 'piping' AS incident_kind,
  date_trunc('minute', :now) - to_minutes(20) AS found_at, 'confirmed' AS incident_state
UNION ALL
SELECT 'I-00002', 'D-00015', 'slump', date_trunc('minute', :now) - to_minutes(200), 'false_alarm'
ORDER BY incident_id
