-- Two years (2024 and 2025) of made-up records of twelve facilities. The same on every machine: chance is a hash.
SET search_path TO dhis2_demo;

-- A number from 0 to 1 that depends on the key alone.
CREATE FUNCTION chance(key text) RETURNS double precision
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ('x' || substr(md5(key), 1, 8))::bit(32)::bigint / 4294967296.0;

INSERT INTO location (id, identifier, name) VALUES
  ('loc-kando',    '1001', 'Kando HC'),
  ('loc-amara',    '1002', 'Port Amara Hosp.'),
  ('loc-sisi',     '1003', 'Sisi Disp.'),
  ('loc-bolani',   '1004', 'Bolani HC'),
  ('loc-tero',     '2001', 'Mt. Tero Hosp.'),
  ('loc-wuni',     '2002', 'Wuni HC'),
  ('loc-rasa',     '2003', 'Rasa Disp.'),
  ('loc-teshe',    '2004', 'Teshe HC'),
  ('loc-delta',    '3001', 'Delta Central'),
  ('loc-ferry',    '3002', 'Old Ferry HC'),
  ('loc-mangrove', '3003', 'Mangrove Disp.'),
  ('loc-sandu',    '3004', 'Sandu HC');

-- 200 patients a facility; under fives are one in four.
INSERT INTO patient (id, gender, birth_date, managing_organization)
SELECT key,
       CASE WHEN chance('gender ' || key) < 0.53 THEN 'female' ELSE 'male' END,
       CASE WHEN chance('young ' || key) < 0.25
            THEN date '2020-06-01' + floor(chance('birth ' || key) * 1300)::int
            ELSE date '1955-01-01' + floor(chance('birth ' || key) * 22000)::int
       END,
       location.id
FROM location, generate_series(1, 200) AS number, LATERAL (SELECT location.id || '/pat-' || number) AS named (key);

-- Outpatients: up to six a day and facility, fewer on weekends. Clinics open at 08:00 in Nairobi.
INSERT INTO encounter (id, status, class_code, service_type, reason_code, subject, location, period_start)
SELECT key, 'finished', 'AMB', 'outpatient',
       CASE WHEN chance('reason ' || key) < 0.07 THEN 'A09' WHEN chance('reason ' || key) < 0.30 THEN 'R50.9' ELSE 'J06.9' END,
       location.id || '/pat-' || 1 + floor(chance('patient ' || key) * 200)::int,
       location.id,
       (day + interval '8 hours' + interval '1 minute' * floor(chance('minute ' || key) * 540)) AT TIME ZONE 'Africa/Nairobi'
FROM location,
     generate_series(timestamp '2024-01-01', timestamp '2025-12-31', interval '1 day') AS day,
     generate_series(1, 6) AS slot,
     LATERAL (SELECT location.id || '/enc-' || to_char(day, 'YYYYMMDD') || '-' || slot) AS named (key)
WHERE chance('come ' || key) < CASE WHEN extract(isodow FROM day) < 6 THEN 0.55 ELSE 0.15 END;

-- Antenatal care: women of 15 to 45 years, one pregnancy each, a visit every five weeks, up to five of them.
INSERT INTO encounter (id, status, class_code, service_type, subject, location, period_start)
SELECT patient.id || '/anc-' || visit, 'finished', 'AMB', 'antenatal', patient.id, patient.managing_organization,
       (first_visit + interval '35 days' * (visit - 1) + interval '9 hours') AT TIME ZONE 'Africa/Nairobi'
FROM patient,
     LATERAL (SELECT timestamp '2024-01-01' + interval '1 day' * floor(chance('pregnant ' || id) * 700)) AS started (first_visit),
     generate_series(1, 5) AS visit
WHERE gender = 'female'
  AND birth_date BETWEEN date '1980-01-01' AND date '2008-12-31'
  AND visit <= 1 + floor(chance('visits ' || id) * 5)
  AND first_visit + interval '35 days' * (visit - 1) < timestamp '2026-01-01';

-- A rapid malaria test for most fevers and some others; the rains bring more positives.
INSERT INTO observation (id, status, code, value_code, subject, encounter, effective_datetime)
SELECT id || '/rdt', 'final', '70569-9',
       CASE WHEN chance('rdt ' || id) < CASE WHEN extract(month FROM period_start) IN (4, 5, 6, 11) THEN 0.48 ELSE 0.22 END
            THEN '10828004'  -- positive
            ELSE '260385009' -- negative
       END,
       subject, id, period_start + interval '20 minutes'
FROM encounter
WHERE service_type = 'outpatient'
  AND chance('test ' || id) < CASE reason_code WHEN 'R50.9' THEN 0.95 ELSE 0.20 END;

-- Haemoglobin at each antenatal visit. What Sisi's analyser said in March and April 2025 was withdrawn.
INSERT INTO observation (id, status, code, value_quantity, value_unit, subject, encounter, effective_datetime)
SELECT id || '/hb',
       CASE WHEN location = 'loc-sisi' AND period_start BETWEEN '2025-03-01' AND '2025-04-30' THEN 'entered-in-error' ELSE 'final' END,
       '718-7', round((9.2 + chance('hb ' || id) * 4.6)::numeric, 1), 'g/dL', subject, id, period_start
FROM encounter
WHERE service_type = 'antenatal';

ANALYZE;
