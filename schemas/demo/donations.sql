-- 120 gifts over a month: two in three of money, the others of goods.
WITH drawn AS (
  SELECT gift_no, gift_no % 3 = 2 AS is_goods,
    :now::DATE - 30 + to_minutes((gift_no * 345 + hash('donations', gift_no, 'minute', :seed) % 300)::INTEGER) AS donated_at,
    (hash('donations', gift_no, 'donor', :seed) % 12)::INTEGER AS donor_no,
    (hash('donations', gift_no, 'amount', :seed) % 30)::INTEGER AS amount_no,
    (hash('donations', gift_no, 'goods', :seed) % 6)::INTEGER AS goods_no
  FROM range(120) AS numbers(gift_no)
)
SELECT format('DN-{:05d}', 1 + gift_no) AS donation_id,
  ['爱心人士', '陈先生', '李女士', '仁和药店', '江翠超市', '黄先生', '梁女士', '东湖商会', '幸福里业委会', '何女士', '鸿运酒楼', '街坊众筹'][1 + donor_no] AS donor_name,
  donated_at,
  CASE WHEN is_goods THEN 'goods' ELSE 'money' END AS donation_kind,
  CASE WHEN NOT is_goods THEN 100 + amount_no * 66.66 END::DOUBLE AS amount,
  CASE WHEN is_goods THEN ['口罩', '消毒液', '大米 5 公斤', '食用油 5 升', '方便面', '一次性手套'][1 + goods_no] END AS goods_name,
  CASE WHEN is_goods THEN 20 + amount_no * 10 END AS goods_qty,
  format('JZ{:04d}', 1 + gift_no) AS receipt_no,
  NULL::VARCHAR AS remark
FROM drawn ORDER BY donation_id
