-- The service fund and the gifts.
SELECT 'FU-00001' AS fund_id, '服务群众专项经费' AS fund_name, 'service_fund' AS fund_kind, 300000::DOUBLE AS opening_amount,
  :now::DATE - 31 AS opened_on, NULL::VARCHAR AS remark
UNION ALL
SELECT 'FU-00002', '爱心捐款', 'gift', 0, :now::DATE - 31, NULL
ORDER BY fund_id
