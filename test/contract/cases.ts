/** Releases that answer differently. */
export type Habit = 'legacy' | 'grouped';

/** What an answer must say. */
export interface Expected {
  readonly status: number;
  /** imported, updated, ignored, deleted. */
  readonly counts?: readonly [number, number, number, number];
  readonly codes?: readonly string[];
  readonly rejected?: readonly number[];
}

/** The metadata that the cases bring: ids made for this run. */
export interface Ids {
  readonly dataSet: string;
  readonly integer: string;
  readonly zeroOrPositive: string;
  readonly yesNo: string;
  readonly outside: string;
  /** Takes the option RED only. */
  readonly colour: string;
  readonly optionSet: string;
  readonly option: string;
  readonly unit: string;
  readonly unassigned: string;
}

/** One request and what either kind of server answers. */
export interface Case {
  readonly title: string;
  readonly path?: string;
  readonly body: (ids: Ids) => unknown;
  readonly legacy: Expected;
  readonly grouped: Expected;
}

const UNKNOWN = 'zzNoSuchId1';

const value = (ids: Ids, more: Readonly<Record<string, unknown>> = {}) => ({
  dataElement: ids.integer,
  period: '202301',
  orgUnit: ids.unit,
  value: '3',
  ...more,
});

const packed = (ids: Ids, ...dataValues: readonly unknown[]) => ({ dataSet: ids.dataSet, dataValues });

/**
 * Cases that stand in the README of the recordings, made so that any server can take them: they bring their own metadata, run in
 * this order, and leave nothing behind.
 */
export const CASES: readonly Case[] = [
  {
    title: 'a new value',
    body: (ids) => packed(ids, value(ids)),
    legacy: { status: 200, counts: [1, 0, 0, 0] },
    grouped: { status: 200, counts: [0, 1, 0, 0] },
  },
  {
    title: 'the same value again',
    body: (ids) => packed(ids, value(ids)),
    legacy: { status: 200, counts: [0, 0, 1, 0], rejected: [] },
    grouped: { status: 200, counts: [0, 1, 0, 0] },
  },
  {
    title: 'another value in the same cell, its period spelled with a dash',
    body: (ids) => packed(ids, value(ids, { value: '4', period: '2023-01' })),
    legacy: { status: 200, counts: [0, 1, 0, 0] },
    grouped: { status: 200, counts: [0, 1, 0, 0] },
  },
  {
    title: 'a dry run',
    path: '/api/dataValueSets?dryRun=true',
    body: (ids) => packed(ids, value(ids, { period: '202302' })),
    legacy: { status: 200, counts: [1, 0, 0, 0] },
    grouped: { status: 200, counts: [0, 1, 0, 0] },
  },
  {
    title: 'an unknown element beside a good value',
    body: (ids) => packed(ids, value(ids, { dataElement: UNKNOWN }), value(ids, { period: '202303' })),
    legacy: { status: 409, counts: [1, 0, 1, 0], codes: ['E7610'], rejected: [0] },
    grouped: { status: 409, counts: [0, 0, 0, 0], codes: ['E8020'], rejected: [0, 1] },
  },
  {
    title: 'an unknown org unit beside a good value',
    body: (ids) => packed(ids, value(ids, { orgUnit: UNKNOWN }), value(ids, { period: '202304' })),
    legacy: { status: 409, counts: [1, 0, 1, 0], codes: ['E7612'], rejected: [0] },
    grouped: { status: 409, counts: [0, 0, 0, 0], codes: ['E8022'], rejected: [0, 1] },
  },
  {
    title: 'an org unit that the data set is not assigned to',
    body: (ids) => packed(ids, value(ids, { orgUnit: ids.unassigned })),
    legacy: { status: 200, counts: [1, 0, 0, 0] },
    grouped: { status: 409, counts: [0, 0, 0, 0], codes: ['E8022'], rejected: [0] },
  },
  {
    title: 'an element of no data set',
    body: (ids) => packed(ids, value(ids, { dataElement: ids.outside })),
    legacy: { status: 200, counts: [1, 0, 0, 0] },
    grouped: { status: 409, counts: [0, 0, 0, 0], codes: ['E8020'], rejected: [0] },
  },
  {
    title: 'a week in a monthly data set',
    body: (ids) => packed(ids, value(ids, { period: '2023W10' })),
    legacy: { status: 200, counts: [1, 0, 0, 0] },
    grouped: { status: 409, counts: [0, 0, 0, 0], codes: ['E8021'], rejected: [0] },
  },
  {
    title: 'a month that does not exist',
    body: (ids) => packed(ids, value(ids, { period: '202313' })),
    legacy: { status: 409, counts: [0, 0, 1, 0], codes: ['E7611'], rejected: [0] },
    grouped: { status: 500 },
  },
  {
    title: 'a month to come',
    body: (ids) => packed(ids, value(ids, { period: '209901' })),
    legacy: { status: 409, counts: [0, 0, 1, 0], codes: ['E7641'], rejected: [0] },
    // From 2.43 on F_EDIT_EXPIRED, and with it a superuser, passes by this.
    grouped: { status: 200, counts: [0, 1, 0, 0], codes: [], rejected: [] },
  },
  {
    title: 'text for an integer beside a good value',
    body: (ids) => packed(ids, value(ids, { value: 'twelve', period: '202305' }), value(ids, { period: '202306' })),
    legacy: { status: 409, counts: [1, 0, 1, 0], codes: ['E7619'], rejected: [0] },
    grouped: { status: 200, counts: [0, 1, 1, 0], codes: ['E8122'], rejected: [0] },
  },
  {
    title: 'a negative number where none may be',
    body: (ids) => packed(ids, value(ids, { dataElement: ids.zeroOrPositive, value: '-4' })),
    legacy: { status: 409, counts: [0, 0, 1, 0], codes: ['E7619'], rejected: [0] },
    grouped: { status: 409, counts: [0, 0, 1, 0], codes: ['E8122'], rejected: [0] },
  },
  {
    title: 'an integer with a zero after the point',
    body: (ids) => packed(ids, value(ids, { value: '1.0', period: '202307' })),
    legacy: { status: 409, counts: [0, 0, 1, 0], codes: ['E7619'], rejected: [0] },
    grouped: { status: 200, counts: [0, 1, 0, 0] },
  },
  {
    title: 'no value',
    body: (ids) => packed(ids, value(ids, { value: null, period: '202308' })),
    legacy: { status: 409, counts: [0, 0, 1, 0], codes: ['E7618'], rejected: [0] },
    grouped: { status: 409, counts: [0, 0, 1, 0], codes: ['E8120'], rejected: [0] },
  },
  {
    title: 'a zero that the element does not keep',
    body: (ids) => packed(ids, value(ids, { value: '0', period: '202309' })),
    legacy: { status: 200, counts: [0, 0, 0, 0] },
    grouped: { status: 200, counts: [0, 1, 0, 0] },
  },
  {
    title: 'a cell named twice',
    body: (ids) =>
      packed(ids, value(ids, { value: '1', period: '202310' }), value(ids, { value: '2', period: '202310' })),
    legacy: { status: 200, counts: [1, 0, 0, 0] },
    grouped: { status: 409, counts: [0, 0, 0, 0], codes: ['E8128'], rejected: [0, 1] },
  },
  {
    title: 'a JSON number as value',
    body: (ids) => packed(ids, value(ids, { value: 14, period: '202311' })),
    legacy: { status: 200, counts: [1, 0, 0, 0] },
    grouped: { status: 500 },
  },
  {
    title: 'an unknown data set',
    body: (ids) => ({ dataSet: UNKNOWN, dataValues: [value(ids)] }),
    legacy: { status: 409, counts: [0, 0, 0, 0], codes: ['E7600'], rejected: [] },
    grouped: { status: 409, counts: [0, 0, 0, 0], codes: ['E8020'], rejected: [0] },
  },
  {
    title: 'an outer org unit and period against inner ones',
    body: (ids) => ({
      dataSet: ids.dataSet,
      orgUnit: ids.unit,
      period: '202312',
      dataValues: [value(ids, { dataElement: ids.yesNo, value: 'true', period: '202401' })],
    }),
    legacy: { status: 200, counts: [1, 0, 0, 0] },
    grouped: { status: 200, counts: [0, 1, 0, 0] },
  },
  {
    title: 'the deletion of a value that is there and of one that is not',
    path: '/api/dataValueSets?importStrategy=DELETE',
    body: (ids) => packed(ids, value(ids), value(ids, { period: '201001' })),
    legacy: { status: 200, counts: [0, 0, 1, 1], rejected: [1] },
    grouped: { status: 200, counts: [0, 0, 0, 2], rejected: [] },
  },
  {
    title: 'a value that is an option',
    body: (ids) => packed(ids, value(ids, { dataElement: ids.colour, value: 'RED' })),
    legacy: { status: 200, counts: [1, 0, 0, 0] },
    grouped: { status: 200, counts: [0, 1, 0, 0] },
  },
  {
    // Transcript 929.
    title: 'the deletion of an option without naming one',
    path: '/api/dataValueSets?importStrategy=DELETE',
    body: (ids) => packed(ids, value(ids, { dataElement: ids.colour, value: undefined })),
    legacy: { status: 409, counts: [0, 0, 0, 0], codes: [], rejected: [] },
    grouped: { status: 200, counts: [0, 0, 0, 1] },
  },
  {
    // Transcript 914.
    title: 'the deletion of an option that names one',
    path: '/api/dataValueSets?importStrategy=DELETE',
    body: (ids) => packed(ids, value(ids, { dataElement: ids.colour, value: 'RED' })),
    legacy: { status: 200, counts: [0, 0, 0, 1] },
    grouped: { status: 200, counts: [0, 0, 0, 1] },
  },
  {
    title: 'the registration of a complete data set',
    path: '/api/completeDataSetRegistrations',
    body: (ids) => ({
      completeDataSetRegistrations: [
        { dataSet: ids.dataSet, period: '202306', organisationUnit: ids.unit, completed: true },
      ],
    }),
    legacy: { status: 200, counts: [1, 0, 0, 0] },
    grouped: { status: 200, counts: [1, 0, 0, 0] },
  },
  {
    title: 'a registration again, beside one for an org unit that does not exist',
    path: '/api/completeDataSetRegistrations',
    body: (ids) => ({
      completeDataSetRegistrations: [
        { dataSet: ids.dataSet, period: '202306', organisationUnit: ids.unit, completed: true },
        { dataSet: ids.dataSet, period: '202306', organisationUnit: UNKNOWN, completed: true },
      ],
    }),
    legacy: { status: 200, counts: [0, 1, 1, 0] },
    grouped: { status: 200, counts: [0, 1, 1, 0] },
  },
];
