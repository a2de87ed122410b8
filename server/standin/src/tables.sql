CREATE TABLE {p}posts (ID BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    post_date_gmt DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00', post_content LONGTEXT NOT NULL,
    post_title TEXT NOT NULL, post_excerpt TEXT NOT NULL, post_status VARCHAR(20) NOT NULL,
    post_password VARCHAR(255) NOT NULL DEFAULT '', post_name VARCHAR(200) NOT NULL DEFAULT '',
    post_modified DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00',
    post_modified_gmt DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00',
    post_parent BIGINT UNSIGNED NOT NULL DEFAULT 0, guid VARCHAR(255) NOT NULL DEFAULT '',
    menu_order INT NOT NULL DEFAULT 0, post_type VARCHAR(20) NOT NULL,
    post_mime_type VARCHAR(100) NOT NULL DEFAULT '',
    KEY type_status_date (post_type, post_status, post_date_gmt, ID), KEY post_parent (post_parent));
CREATE TABLE {p}postmeta (meta_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    post_id BIGINT UNSIGNED NOT NULL, meta_key VARCHAR(255), meta_value LONGTEXT,
    KEY post_id (post_id), KEY meta_key (meta_key(191)));
CREATE TABLE {p}terms (term_id BIGINT UNSIGNED NOT NULL PRIMARY KEY, name VARCHAR(200) NOT NULL,
    slug VARCHAR(200) NOT NULL);
CREATE TABLE {p}term_taxonomy (term_taxonomy_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    term_id BIGINT UNSIGNED NOT NULL, taxonomy VARCHAR(32) NOT NULL,
    parent BIGINT UNSIGNED NOT NULL DEFAULT 0);
CREATE TABLE {p}term_relationships (object_id BIGINT UNSIGNED NOT NULL,
    term_taxonomy_id BIGINT UNSIGNED NOT NULL, PRIMARY KEY (object_id, term_taxonomy_id));
CREATE TABLE {p}termmeta (meta_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    term_id BIGINT UNSIGNED NOT NULL, meta_key VARCHAR(255), meta_value LONGTEXT,
    KEY term_id (term_id));
CREATE TABLE {p}options (option_name VARCHAR(191) PRIMARY KEY, option_value LONGTEXT NOT NULL);
CREATE TABLE {p}woocommerce_attribute_taxonomies (attribute_id BIGINT UNSIGNED PRIMARY KEY,
    attribute_name VARCHAR(200) NOT NULL, attribute_label VARCHAR(200),
    attribute_orderby VARCHAR(20) NOT NULL);
INSERT INTO {p}options VALUES ('siteurl','https://shop.test'),('woocommerce_currency','EUR');
INSERT INTO {p}terms VALUES (1,'Uncategorized','uncategorized'),(2,'variable','variable'),
    (3,'Outer &amp; wear','outer-wear'),(4,'Coats','coats'),(5,'Navy, "dark"','navy');
INSERT INTO {p}term_taxonomy VALUES (1,1,'product_cat',0),(2,2,'product_type',0),
    (3,3,'product_cat',0),(4,4,'product_cat',3),(5,5,'pa_color',0);
INSERT INTO {p}woocommerce_attribute_taxonomies VALUES (1,'color','Colour','menu_order');
