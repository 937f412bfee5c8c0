-- The indicators, counted once a night. Airbyte reads the materialized views; each shows another shape of row.
SET search_path TO dhis2_demo;

-- Visits with what the indicators ask of them. The day is the clinic's day, not UTC's.
CREATE VIEW visit AS
SELECT encounter.id,
       encounter.service_type,
       encounter.reason_code,
       location.identifier AS facility,
       (encounter.period_start AT TIME ZONE 'Africa/Nairobi')::date AS day,
       patient.gender,
       CASE WHEN age((encounter.period_start AT TIME ZONE 'Africa/Nairobi')::date, birth_date) < interval '5 years'
            THEN 'under 5' ELSE '5+' END AS age_group,
       row_number() OVER (PARTITION BY encounter.subject, service_type ORDER BY period_start, encounter.id) AS visit_number,
       rdt.value_code AS malaria_result
FROM encounter
JOIN patient ON patient.id = encounter.subject
JOIN location ON location.id = encounter.location
LEFT JOIN observation AS rdt ON rdt.encounter = encounter.id AND rdt.code = '70569-9' AND rdt.status = 'final'
WHERE encounter.status = 'finished';

-- One line for each visit and indicator that it counts in.
CREATE VIEW contribution AS
SELECT facility, day, 'outpatient_visits' AS indicator, gender AS disaggregation FROM visit WHERE service_type = 'outpatient'
UNION ALL
SELECT facility, day, 'malaria_tested', age_group FROM visit WHERE malaria_result IS NOT NULL
UNION ALL
SELECT facility, day, 'malaria_positive', age_group FROM visit WHERE malaria_result = '10828004'
UNION ALL
SELECT facility, day, 'antenatal_first', 'all' FROM visit WHERE service_type = 'antenatal' AND visit_number = 1
UNION ALL
SELECT facility, day, 'antenatal_fourth', 'all' FROM visit WHERE service_type = 'antenatal' AND visit_number = 4
UNION ALL
SELECT facility, day, 'malaria_week', 'all' FROM visit WHERE malaria_result = '10828004'
UNION ALL
SELECT facility, day, 'diarrhoea_week', 'all' FROM visit WHERE service_type = 'outpatient' AND reason_code = 'A09';

-- What is reported by every facility in every month; nobody came is a zero. Counted before it is joined: whatever the planner
-- thinks of the sizes, it joins a few thousand rows.
CREATE VIEW monthly_count AS
SELECT facility, month, indicator, disaggregation, coalesce(value, 0) AS value
FROM (SELECT identifier AS facility FROM location) AS facilities
CROSS JOIN (SELECT generate_series(timestamp '2024-01-01', '2025-12-01', '1 month')::date AS month) AS months
CROSS JOIN (SELECT indicator, disaggregation FROM indicator WHERE data_set_code = 'DEMO_MONTHLY' AND indicator <> 'haemoglobin_mean') AS indicators
LEFT JOIN (
  SELECT facility, date_trunc('month', day)::date AS month, indicator, disaggregation, count(*)::int AS value
  FROM contribution
  GROUP BY facility, date_trunc('month', day), indicator, disaggregation
) AS counted USING (facility, month, indicator, disaggregation);

-- The lookup: what DHIS2 calls an indicator, and a facility.
CREATE VIEW indicator_id AS
SELECT indicator, disaggregation, data_set, data_element, dhis2_data_element.category_option_combo
FROM indicator
JOIN dhis2_data_element
  ON dhis2_data_element.data_set_code = indicator.data_set_code
 AND dhis2_data_element.data_element_code = indicator.data_element_code
 AND dhis2_data_element.category_option_combo_name = indicator.category_option_combo;

CREATE VIEW facility_id AS
SELECT identifier AS facility, dhis2_org_unit.id AS org_unit
FROM location
JOIN dhis2_org_unit ON dhis2_org_unit.code = 'FR-' || identifier;

-- Long: one value a row, with DHIS2's ids.
CREATE MATERIALIZED VIEW monthly_indicators AS
SELECT data_set, to_char(month, 'YYYYMM') AS period, org_unit, data_element, category_option_combo, value
FROM monthly_count
JOIN facility_id USING (facility)
JOIN indicator_id USING (indicator, disaggregation)
WHERE indicator IN ('outpatient_visits', 'malaria_tested', 'malaria_positive');

-- Wide: one indicator a column; the connection's `streams` setting says which data element each column is.
CREATE MATERIALIZED VIEW antenatal_care AS
SELECT org_unit,
       to_char(month, 'YYYYMM') AS period,
       max(value) FILTER (WHERE indicator = 'antenatal_first') AS first_visits,
       max(value) FILTER (WHERE indicator = 'antenatal_fourth') AS fourth_visits
FROM monthly_count
JOIN facility_id USING (facility)
GROUP BY org_unit, month;

-- Long, with deletes: a month whose measurements were all withdrawn loses its value in DHIS2. Counted before it is joined, too.
CREATE MATERIALIZED VIEW haemoglobin AS
SELECT data_set, period, org_unit, data_element, value, deleted
FROM (
  SELECT facility, to_char(day, 'YYYYMM') AS period,
         round(avg(value_quantity) FILTER (WHERE observation.status = 'final'), 1) AS value,
         bool_and(observation.status = 'entered-in-error') AS deleted
  FROM observation
  JOIN visit ON visit.id = observation.encounter
  WHERE observation.code = '718-7'
  GROUP BY facility, to_char(day, 'YYYYMM')
) AS measured
JOIN facility_id USING (facility)
JOIN indicator_id ON indicator = 'haemoglobin_mean';

-- Packaged: a whole report a row, weekly since October 2025. The week is a date (`period_from`); a complete date registers
-- the report as complete.
CREATE MATERIALIZED VIEW weekly_surveillance AS
SELECT data_set, org_unit, week_start, week_start + 8 AS complete_date,
       jsonb_agg(jsonb_build_object('dataElement', data_element, 'value', cases) ORDER BY data_element) AS data_values
FROM (
  SELECT data_set, org_unit, week::date AS week_start, data_element, count(day)::int AS cases
  FROM facility_id
  CROSS JOIN generate_series(timestamp '2025-09-29', '2025-12-22', '7 days') AS week
  JOIN indicator_id ON indicator IN ('malaria_week', 'diarrhoea_week')
  LEFT JOIN contribution
    ON contribution.facility = facility_id.facility
   AND contribution.indicator = indicator_id.indicator
   AND contribution.day BETWEEN week AND week + interval '6 days'
  GROUP BY data_set, org_unit, week, data_element
) AS counted
GROUP BY data_set, org_unit, week_start;

-- Long, without the lookup: the connection's `id_schemes` setting says that these are codes.
CREATE MATERIALIZED VIEW antenatal_by_code AS
SELECT data_set_code AS data_set, to_char(month, 'YYYYMM') AS period, 'FR-' || facility AS org_unit,
       data_element_code AS data_element, value
FROM monthly_count
JOIN indicator USING (indicator, disaggregation)
WHERE indicator IN ('antenatal_first', 'antenatal_fourth');

-- Long, typed into a sheet by hand, with three mistakes: a month 13, a facility that DHIS2 does not have, a word for a number.
CREATE MATERIALIZED VIEW typed_by_hand (data_set, period, org_unit, data_element, value) AS
VALUES ('DEMO_MONTHLY', '202513', 'FR-1001', 'DEMO_ANC_1', '4'),
       ('DEMO_MONTHLY', '202512', 'FR-1010', 'DEMO_ANC_1', '2'),
       ('DEMO_MONTHLY', '202512', 'FR-2001', 'DEMO_ANC_4', 'twelve');

-- Every cell that DHIS2 should hold after a sync of all views; what is read back is compared with it.
CREATE VIEW expected_value AS
SELECT indicator, disaggregation, facility, data_element, category_option_combo, org_unit, period, value
FROM (
  SELECT data_element, category_option_combo, org_unit, period, value::text FROM monthly_indicators
  UNION ALL
  SELECT data_element, category_option_combo, org_unit, to_char(month, 'YYYYMM'), value::text
  FROM monthly_count
  JOIN facility_id USING (facility)
  JOIN indicator_id USING (indicator, disaggregation)
  WHERE indicator LIKE 'antenatal%'
  UNION ALL
  SELECT data_element, category_option_combo, org_unit, period, trim_scale(value)::text
  FROM haemoglobin
  JOIN indicator_id USING (data_set, data_element)
  WHERE NOT deleted
  UNION ALL
  SELECT reported ->> 'dataElement', category_option_combo, org_unit,
         to_char(week_start, 'IYYY"W"') || extract(week FROM week_start), reported ->> 'value'
  FROM weekly_surveillance
  CROSS JOIN jsonb_array_elements(data_values) AS reported
  JOIN indicator_id ON data_element = reported ->> 'dataElement'
) AS sent
JOIN indicator_id USING (data_element, category_option_combo)
JOIN facility_id USING (org_unit);
