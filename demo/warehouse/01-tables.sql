-- A reporting database as it comes out of a FHIR server: one table a resource, one row a resource, FHIR's own words.
CREATE SCHEMA IF NOT EXISTS dhis2_demo;
COMMENT ON SCHEMA dhis2_demo IS 'destination-dhis2 demo'; -- the demo's own: npm start may make it anew
SET search_path TO dhis2_demo;

CREATE TABLE location (
  id         text PRIMARY KEY,
  identifier text NOT NULL UNIQUE, -- number in the national facility register
  name       text NOT NULL
);

CREATE TABLE patient (
  id                    text PRIMARY KEY,
  gender                text NOT NULL CHECK (gender IN ('female', 'male')),
  birth_date            date NOT NULL,
  managing_organization text NOT NULL REFERENCES location
);

CREATE TABLE encounter (
  id           text PRIMARY KEY,
  status       text NOT NULL,
  class_code   text NOT NULL, -- HL7 v3 ActCode: AMB is ambulatory
  service_type text NOT NULL, -- outpatient, antenatal
  reason_code  text,          -- ICD-10
  subject      text NOT NULL REFERENCES patient,
  location     text NOT NULL REFERENCES location,
  period_start timestamptz NOT NULL
);

CREATE TABLE observation (
  id                 text PRIMARY KEY,
  status             text NOT NULL, -- final, entered-in-error
  code               text NOT NULL, -- LOINC
  value_code         text,          -- SNOMED CT
  value_quantity     numeric,
  value_unit         text,          -- UCUM
  subject            text NOT NULL REFERENCES patient,
  encounter          text NOT NULL REFERENCES encounter,
  effective_datetime timestamptz NOT NULL
);
