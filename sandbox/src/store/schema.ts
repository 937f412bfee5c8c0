/** The tables, named as DHIS2 names what they hold. Data values and registrations are keyed by UIDs. */
export const SCHEMA = `
create table if not exists data_value (
  org_unit text not null,
  period text not null,
  data_element text not null,
  category_option_combo text not null,
  attribute_option_combo text not null,
  value text,
  comment text,
  follow_up boolean,
  stored_by text,
  created timestamptz not null,
  last_updated timestamptz not null,
  deleted boolean not null default false,
  primary key (org_unit, period, data_element, category_option_combo, attribute_option_combo)
);
create table if not exists period (
  id text primary key,
  type text not null,
  start_date text,
  end_date text
);
create table if not exists complete_registration (
  data_set text not null,
  period text not null,
  org_unit text not null,
  attribute_option_combo text not null,
  date text not null,
  stored_by text,
  completed boolean not null,
  primary key (data_set, period, org_unit, attribute_option_combo)
);
create table if not exists data_approval (
  workflow text not null,
  period text not null,
  org_unit text not null,
  attribute_option_combo text not null,
  approved_by text not null,
  approved_at timestamptz not null,
  primary key (workflow, period, org_unit, attribute_option_combo)
);
create table if not exists data_value_audit (
  data_element text not null,
  org_unit text not null,
  primary key (data_element, org_unit)
);
create table if not exists document (
  kind text not null,
  key text not null,
  body jsonb not null,
  primary key (kind, key)
);
`;

/** Empties what imports have stored; clients, tokens and the data store stay. */
export const EMPTY_VALUES = 'truncate data_value, data_value_audit, period, complete_registration, data_approval';
