import { refuseIgnoredStrategy } from '../../../src/core/delivery/strategy';
import { readVersion } from '../../../src/core/model/version';
import { ConfigError } from '../../../src/errors';

describe('the version of DHIS2', () => {
  test.each([
    ['2.40.7', '2.41'],
    ['2.41.9.1', '2.41'],
    ['2.42.5.2', '2.42'],
    ['2.42-SNAPSHOT', '2.42'],
    ['2.43.1', '2.43'],
    ['2.44.0', '2.43'],
    ['2.50', '2.43'],
    ['42.1', '2.42'],
    ['v43', '2.43'],
  ])('%s is taken as %s', (text, habits) => {
    expect(readVersion(text)).toMatchObject({ text, habits });
  });

  test('newer than any that was tried is said to be so', () => {
    expect(readVersion('2.45.0').warning).toContain('2.45.0 is newer');
    expect(readVersion('2.43.1').warning).toBeUndefined();
  });

  test('2.44 imports as 2.43, which is no warning', () => {
    expect(readVersion('2.44.0')).toEqual({
      text: '2.44.0',
      habits: '2.43',
      note: 'DHIS2 2.44.0 imports data values as 2.43 does.',
    });
  });

  test.each(['2.39.6', '2.36', '2.9'])('%s is too old', (text) => {
    expect(() => readVersion(text)).toThrow(ConfigError);
    expect(() => readVersion(text)).toThrow('too old');
  });

  test.each([undefined, '', 'Apache Tomcat', '1.0'])('%s is no DHIS2', (text) => {
    expect(() => readVersion(text)).toThrow('gives no DHIS2 version');
  });
});

describe('an import strategy that DHIS2 would ignore', () => {
  test.each(['CREATE', 'UPDATE'] as const)('is refused: %s on 2.43', (strategy) => {
    expect(() => refuseIgnoredStrategy(strategy, readVersion('2.43.1'))).toThrow(ConfigError);
  });

  test.each([
    ['CREATE', '2.42.5.2'],
    ['UPDATE', '2.41.9.1'],
    ['DELETE', '2.43.1'],
    ['CREATE_AND_UPDATE', '2.43.1'],
  ] as const)('%s is fine on %s', (strategy, version) => {
    expect(() => refuseIgnoredStrategy(strategy, readVersion(version))).not.toThrow();
  });
});
