-- From the warehouse's own names to DHIS2's ids.
SET search_path TO dhis2_demo;

-- What DHIS2 has, by id and code. Filled from DHIS2 itself, never by hand.
CREATE TABLE dhis2_org_unit (
  id   text PRIMARY KEY,
  code text UNIQUE,
  name text NOT NULL
);

CREATE TABLE dhis2_data_element (
  data_set                   text NOT NULL,
  data_set_code              text,
  data_element               text NOT NULL,
  data_element_code          text,
  category_option_combo      text NOT NULL,
  category_option_combo_name text NOT NULL,
  PRIMARY KEY (data_set, data_element, category_option_combo)
);

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
