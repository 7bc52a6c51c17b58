-- 1 street, 13 communities, 101 small grids: ten communities of eight small grids and three of seven. The n-th grid is
-- led by the n-th worker (workers.sql).
WITH communities AS (
  SELECT unnest(range(1, 14)) AS community_no,
    unnest(['东湖', '仁美', '江翠', '桥南', '文昌', '青云', '滨江', '永康', '新华', '和兴', '向阳', '锦绣', '南苑']) AS community
),
tree AS (
  SELECT 'JN' AS grid_id, '江南街道（演示）' AS grid_name, 'large' AS grid_level, NULL::VARCHAR AS parent_grid_id,
    '演示数据，全部虚构' AS remark
  UNION ALL
  SELECT format('JN-{:02d}', community_no), community || '社区', 'medium', 'JN', NULL FROM communities
  UNION ALL
  SELECT format('JN-{:02d}-{:02d}', community_no, small_no), format('{}{}-{:02d}网格', community, community_no, small_no),
    'small', format('JN-{:02d}', community_no), NULL
  FROM communities, range(1, 9) AS smalls(small_no)
  WHERE small_no <= CASE WHEN community_no <= 10 THEN 8 ELSE 7 END
)
SELECT grid_id, grid_name, grid_level, parent_grid_id,
  format('W-{:05d}', row_number() OVER (ORDER BY grid_id)) AS grid_head, remark
FROM tree
ORDER BY grid_id
