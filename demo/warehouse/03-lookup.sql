-- From the warehouse's own names to DHIS2's ids.
SET search_path TO dhis2_demo;

-- What DHIS2 has, by id and code: the table that `destination-dhis2 lookup` writes and fills, still empty here so that the
-- views can be made before DHIS2 is there. Never filled by hand.
CREATE TABLE dhis2_lookup (
  kind                       text, -- data_set, data_element, attribute_option_combo, org_unit
  id                         text,
  code                       text,
  name                       text,
  data_set                   text,
  data_set_code              text,
  data_set_name              text,
  period_type                text,
  value_type                 text,
  category_option_combo      text,
  category_option_combo_code text,
  category_option_combo_name text,
  path                       text,
  level                      integer
);

CREATE VIEW dhis2_data_element AS
SELECT data_set, data_set_code, data_set_name, period_type,
       id AS data_element, code AS data_element_code, name AS data_element_name, value_type,
       category_option_combo, category_option_combo_code, category_option_combo_name
FROM dhis2_lookup WHERE kind = 'data_element';

CREATE VIEW dhis2_org_unit AS
SELECT id, code, name, path, level
FROM dhis2_lookup WHERE kind = 'org_unit';

-- What the warehouse calls each of them. Kept by the people who write the views.
CREATE TABLE indicator (
  indicator             text NOT NULL,
  disaggregation        text NOT NULL,
  data_set_code         text NOT NULL,
  data_element_code     text NOT NULL,
  category_option_combo text NOT NULL DEFAULT 'default',
  PRIMARY KEY (indicator, disaggregation)
);

INSERT INTO indicator (indicator, disaggregation, data_set_code, data_element_code, category_option_combo) VALUES
  ('outpatient_visits', 'female',  'DEMO_MONTHLY', 'DEMO_OPD_VISITS',       'Female'),
  ('outpatient_visits', 'male',    'DEMO_MONTHLY', 'DEMO_OPD_VISITS',       'Male'),
  ('malaria_tested',    'under 5', 'DEMO_MONTHLY', 'DEMO_MALARIA_TESTED',   'Under 5 years'),
  ('malaria_tested',    '5+',      'DEMO_MONTHLY', 'DEMO_MALARIA_TESTED',   '5 years and over'),
  ('malaria_positive',  'under 5', 'DEMO_MONTHLY', 'DEMO_MALARIA_POSITIVE', 'Under 5 years'),
  ('malaria_positive',  '5+',      'DEMO_MONTHLY', 'DEMO_MALARIA_POSITIVE', '5 years and over'),
  ('antenatal_first',   'all',     'DEMO_MONTHLY', 'DEMO_ANC_1',            'default'),
  ('antenatal_fourth',  'all',     'DEMO_MONTHLY', 'DEMO_ANC_4',            'default'),
  ('haemoglobin_mean',  'all',     'DEMO_MONTHLY', 'DEMO_HB_MEAN',          'default'),
  ('malaria_week',      'all',     'DEMO_WEEKLY',  'DEMO_IDSR_MALARIA',     'default'),
  ('diarrhoea_week',    'all',     'DEMO_WEEKLY',  'DEMO_IDSR_DIARRHOEA',   'default');
