-- What became of the requests. Those asked up to the day before yesterday were brought and settled, each by somebody of its grid;
-- of the newer ones those within their limit are taken on, but not the one of JN-03-05. Buying and the door are told of the last
-- days alone. One request in twenty took long.
-- Planted: one delivery that nobody had taken on, one paid from the fund without its amount.
WITH drawn AS (
  SELECT request_id, category, asked_at, grid_id,
    asked_at < :now::DATE - to_hours(27) AS is_closed,
    asked_at > :now::DATE - to_days(4) AS is_recent,
    asked_at + to_hours(CASE category WHEN 'medicine' THEN 2 WHEN 'food' THEN 12 ELSE 24 END) <= :now AS is_late,
    (hash(request_id, 'paid', :seed) % 100)::INTEGER AS paid_no,
    (hash(request_id, 'amount', :seed) % 10000)::INTEGER AS amount_no,
    (hash(request_id, 'worker', :seed) % 1000)::INTEGER AS worker_draw,
    (hash(request_id, 'long', :seed) % 20)::INTEGER AS long_no
  FROM supply_requests JOIN households USING (household_id)
),
teams AS (
  SELECT grid_id, list(worker_id ORDER BY worker_id) AS team FROM workers WHERE on_duty GROUP BY grid_id
),
gifts AS (SELECT list(donation_id ORDER BY donation_id) AS gifts_in_kind FROM donations WHERE donation_kind = 'goods'),
timed AS (
  SELECT drawn.*, team[1 + worker_draw % len(team)] AS worker_id, gifts_in_kind,
    least(1500, (CASE category WHEN 'medicine' THEN 20 + worker_draw % 90 WHEN 'food' THEN 60 + worker_draw * 6 // 10
      ELSE 90 + worker_draw END) * CASE WHEN long_no = 7 THEN 3 ELSE 1 END)::INTEGER AS minutes_taken,
    CASE WHEN paid_no < 45 THEN 'own_money' WHEN paid_no < 80 THEN 'service_fund' ELSE 'gift' END AS payer,
    round(12 + amount_no / 50, 2)::DOUBLE AS cost
  FROM drawn JOIN teams USING (grid_id), gifts
),
planted AS (
  SELECT
    arg_min(request_id, amount_no * 1000 + worker_draw) FILTER (WHERE is_closed AND NOT is_recent AND payer = 'own_money') AS without_claim,
    arg_min(request_id, amount_no * 1000 + worker_draw) FILTER (WHERE is_closed AND payer = 'service_fund') AS without_amount
  FROM timed
),
told AS (
  SELECT timed.*, step_no, step_kind,
    asked_at + to_minutes(CASE step_kind
      WHEN 'claimed' THEN CASE WHEN is_closed THEN minutes_taken // 4 ELSE 2 END
      WHEN 'bought' THEN minutes_taken // 2 WHEN 'at_door' THEN minutes_taken - 3 WHEN 'signed_for' THEN minutes_taken
      ELSE minutes_taken + 30 + worker_draw % 120 END::INTEGER) AS stepped_at,
    request_id IS NOT DISTINCT FROM without_amount AS lacks_amount
  FROM timed, planted, unnest(['claimed', 'bought', 'at_door', 'signed_for', 'settled_up']) WITH ORDINALITY AS steps(step_kind, step_no)
  WHERE CASE
    WHEN NOT is_closed THEN step_kind = 'claimed' AND NOT is_late AND grid_id <> 'JN-03-05' AND paid_no < 60
    WHEN step_kind IN ('bought', 'at_door') THEN is_recent
    ELSE request_id IS DISTINCT FROM without_claim OR step_kind <> 'claimed' END
)
SELECT format('ST-{:05d}', row_number() OVER (ORDER BY stepped_at, request_id, step_no)) AS step_id,
  request_id, step_kind, stepped_at, worker_id,
  CASE
    WHEN step_kind = 'settled_up' AND payer = 'gift' AND worker_draw % 2 = 0 THEN 0
    WHEN step_kind = 'bought' OR step_kind = 'settled_up' AND NOT lacks_amount THEN cost
  END AS step_amount,
  CASE WHEN step_kind = 'settled_up' THEN payer END AS paid_from,
  CASE WHEN step_kind = 'settled_up' AND payer = 'gift' AND worker_draw % 2 = 0 THEN
    gifts_in_kind[1 + amount_no % len(gifts_in_kind)] END AS donation_id,
  NULL::VARCHAR AS receipt_photo,
  CASE WHEN step_kind = 'signed_for' THEN CASE WHEN worker_draw % 3 = 0 THEN 'in_person' ELSE 'no_contact' END END AS hand_over,
  NULL::VARCHAR AS signed_by, NULL::VARCHAR AS remark, NULL::VARCHAR AS submission_id
FROM told
ORDER BY step_id
