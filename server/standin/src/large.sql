-- Product n has the id 10n, its variations 10n+1 to 10n+5, its pictures 100000000+10n+1 to +3.
INSERT INTO {p}terms SELECT 1000+seq, CONCAT('Category ', seq), CONCAT('category-', seq) FROM seq_1_to_200;
INSERT INTO {p}term_taxonomy SELECT 1000+seq, 1000+seq, 'product_cat', IF(seq > 20, 1001 + seq % 20, 0) FROM seq_1_to_200;
INSERT INTO {p}terms SELECT 2000+seq, CONCAT('Colour ', seq), CONCAT('colour-', seq) FROM seq_1_to_5;
INSERT INTO {p}term_taxonomy SELECT 2000+seq, 2000+seq, 'pa_color', 0 FROM seq_1_to_5;
INSERT INTO {p}posts (ID, post_type, post_status, post_title, post_name, post_content, post_excerpt, post_date_gmt, post_modified, post_modified_gmt)
    SELECT seq*10, 'product', 'publish', CONCAT('Invented thing ', seq), CONCAT('invented-thing-', seq), CONCAT('Thing ', seq, ' is made of wool.\n\n', REPEAT('It keeps warm and is easily washed. ', 12)), 'Warm.',
    '2026-10-01 10:00:00', '2026-11-01 10:00:00', '2026-11-01 10:00:00' FROM seq_1_to_{n};
INSERT INTO {p}posts (ID, post_type, post_status, post_parent, post_title, post_name, post_content, post_excerpt, menu_order, post_date_gmt, post_modified, post_modified_gmt)
    SELECT p.seq*10+v.seq, 'product_variation', 'publish', p.seq*10, CONCAT('Invented thing ', p.seq, ' - ', v.seq), CONCAT('invented-thing-', p.seq, '-', v.seq), '', CONCAT('Colour: Colour ', v.seq), v.seq,
    '2026-10-01 10:00:00', '2026-11-01 10:00:00', '2026-11-01 10:00:00' FROM seq_1_to_{n} p JOIN seq_1_to_5 v;
INSERT INTO {p}posts (ID, post_type, post_status, post_parent, post_title, post_name, post_content, post_excerpt, post_mime_type, guid)
    SELECT 100000000+p.seq*10+v.seq, 'attachment', 'inherit', p.seq*10, '', '', '', '', 'image/jpeg', CONCAT('https://shop.test/?p=', p.seq*10+v.seq) FROM seq_1_to_{n} p JOIN seq_1_to_3 v;
INSERT INTO {p}term_relationships SELECT seq*10, 2 FROM seq_1_to_{n};
INSERT INTO {p}term_relationships SELECT seq*10, 1001 + seq % 200 FROM seq_1_to_{n};
INSERT INTO {p}term_relationships SELECT p.seq*10, 2000+v.seq FROM seq_1_to_{n} p JOIN seq_1_to_5 v;
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_sku', CONCAT('IT-', seq) FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_price', '25.00' FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_manage_stock', 'no' FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_stock', NULL FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_stock_status', 'instock' FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_backorders', 'no' FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_virtual', 'no' FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_downloadable', 'no' FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_tax_status', 'taxable' FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_tax_class', '' FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_sold_individually', 'no' FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_weight', '0.5' FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, 'total_sales', '0' FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_product_version', '10.0.2' FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_wc_average_rating', '0' FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_edit_lock', '1763683200:1' FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_thumbnail_id', 100000000+seq*10+1 FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_product_image_gallery', CONCAT(100000000+seq*10+3, ',', 100000000+seq*10+2) FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT seq*10, '_product_attributes', 'a:2:{s:8:"pa_color";a:6:{s:4:"name";s:8:"pa_color";s:5:"value";s:0:"";s:8:"position";i:0;s:10:"is_visible";i:1;s:12:"is_variation";i:1;s:11:"is_taxonomy";i:1;}s:8:"material";a:6:{s:4:"name";s:8:"Material";s:5:"value";s:12:"Wool | Linen";s:8:"position";i:1;s:10:"is_visible";i:1;s:12:"is_variation";i:0;s:11:"is_taxonomy";i:0;}}' FROM seq_1_to_{n};
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT p.seq*10+v.seq, '_sku', CONCAT('IT-', p.seq, '-', v.seq) FROM seq_1_to_{n} p JOIN seq_1_to_5 v;
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT p.seq*10+v.seq, '_price', 25 + v.seq FROM seq_1_to_{n} p JOIN seq_1_to_5 v;
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT p.seq*10+v.seq, '_regular_price', 25 + v.seq FROM seq_1_to_{n} p JOIN seq_1_to_5 v;
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT p.seq*10+v.seq, '_manage_stock', 'yes' FROM seq_1_to_{n} p JOIN seq_1_to_5 v;
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT p.seq*10+v.seq, '_stock', v.seq * 3 FROM seq_1_to_{n} p JOIN seq_1_to_5 v;
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT p.seq*10+v.seq, '_stock_status', 'instock' FROM seq_1_to_{n} p JOIN seq_1_to_5 v;
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT p.seq*10+v.seq, '_backorders', 'no' FROM seq_1_to_{n} p JOIN seq_1_to_5 v;
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT p.seq*10+v.seq, '_virtual', 'no' FROM seq_1_to_{n} p JOIN seq_1_to_5 v;
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT p.seq*10+v.seq, '_downloadable', 'no' FROM seq_1_to_{n} p JOIN seq_1_to_5 v;
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT p.seq*10+v.seq, '_tax_class', 'parent' FROM seq_1_to_{n} p JOIN seq_1_to_5 v;
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT p.seq*10+v.seq, 'total_sales', '0' FROM seq_1_to_{n} p JOIN seq_1_to_5 v;
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT p.seq*10+v.seq, '_product_version', '10.0.2' FROM seq_1_to_{n} p JOIN seq_1_to_5 v;
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT p.seq*10+v.seq, 'attribute_pa_color', CONCAT('colour-', v.seq) FROM seq_1_to_{n} p JOIN seq_1_to_5 v;
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT p.seq*10+v.seq, '_thumbnail_id', 100000000+p.seq*10+1+v.seq%3 FROM seq_1_to_{n} p JOIN seq_1_to_5 v;
INSERT INTO {p}postmeta (post_id, meta_key, meta_value) SELECT 100000000+p.seq*10+v.seq, '_wp_attached_file', CONCAT('2026/11/thing-', p.seq, '-', v.seq, '.jpg') FROM seq_1_to_{n} p JOIN seq_1_to_3 v;
