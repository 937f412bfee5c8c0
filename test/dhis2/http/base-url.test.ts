import { ConfigError } from '../../../src/errors';
import { normaliseBaseUrl, plainHttpWarning } from '../../../src/dhis2/http/base-url';

describe('base_url', () => {
  it.each([
    ['https://dhis2.example.org', 'https://dhis2.example.org'],
    ['https://dhis2.example.org/', 'https://dhis2.example.org'],
    ['https://dhis2.example.org/hmis', 'https://dhis2.example.org/hmis'],
    ['https://dhis2.example.org/hmis/', 'https://dhis2.example.org/hmis'],
    ['https://dhis2.example.org/hmis//', 'https://dhis2.example.org/hmis'],
    ['https://dhis2.example.org/api', 'https://dhis2.example.org'],
    ['https://dhis2.example.org/api/', 'https://dhis2.example.org'],
    ['https://dhis2.example.org/hmis/api/42', 'https://dhis2.example.org/hmis'],
    ['https://dhis2.example.org/hmis/api/42/', 'https://dhis2.example.org/hmis'],
    ['  https://DHIS2.example.org:443/hmis ', 'https://dhis2.example.org/hmis'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://[::1]:8080/api', 'http://[::1]:8080'],
    // Part of a name, not the Web API.
    ['https://example.org/myapi', 'https://example.org/myapi'],
    ['https://example.org/apis/42', 'https://example.org/apis/42'],
  ])('%j is taken as %j', (text, url) => {
    expect(normaliseBaseUrl(text)).toBe(url);
    expect(normaliseBaseUrl(url)).toBe(url);
  });

  it.each([
    [''],
    ['dhis2.example.org'],
    ['localhost:8080'],
    ['ftp://dhis2.example.org'],
    ['https://'],
    ['https://admin:CANARY@dhis2.example.org'],
    ['https://dhis2.example.org/dhis-web-dashboard/#/CANARY'],
    ['https://dhis2.example.org/?token=CANARY'],
  ])('%j is refused, and not quoted', (text) => {
    expect(() => normaliseBaseUrl(text)).toThrow(ConfigError);
    expect(() => normaliseBaseUrl(text)).not.toThrow(/CANARY/);
  });

  it.each([
    ['https://dhis2.example.org', false],
    ['http://localhost:8080', false],
    ['http://127.0.0.1', false],
    ['http://[::1]:8080', false],
    ['http://dhis2:8080', false],
    ['http://host.docker.internal:8080', false],
    ['http://dhis2.example.org', true],
    ['http://10.0.0.7:8080', true],
    ['http://dhis2.ministry.internal', true],
  ])('%s is warned about: %s', (url, warned) => {
    expect(plainHttpWarning('token_url', url) !== undefined).toBe(warned);
  });
});
