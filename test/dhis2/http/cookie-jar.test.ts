import { CookieJar } from '../../../src/dhis2/http/cookie-jar';

const NOW = Date.parse('2026-11-23T23:00:00Z');

describe('the cookie jar', () => {
  it('sends back what the server set, as 2.43 sets it', () => {
    const jar = new CookieJar();
    jar.store(
      [
        'JSESSIONID=63CC2F27; Path=/; HttpOnly; SameSite=Lax',
        'SESSION_EXPIRE=server_time=1795475723&expiry_time=1795479323; Path=/; Max-Age=3600; Expires=Tue, 24 Nov 2026 00:00:00 GMT',
      ],
      NOW,
    );

    expect(jar.header('/api/me', NOW)).toBe(
      'JSESSIONID=63CC2F27; SESSION_EXPIRE=server_time=1795475723&expiry_time=1795479323',
    );
  });

  it('keeps the newer one of two', () => {
    const jar = new CookieJar();
    jar.store(['JSESSIONID=old; Path=/'], NOW);
    jar.store(['JSESSIONID=new; Path=/'], NOW);

    expect(jar.header('/', NOW)).toBe('JSESSIONID=new');
  });

  it.each([
    ['/hmis', '/hmis/api/me', true],
    ['/hmis/', '/hmis/api/me', true],
    ['/hmis', '/hmis', true],
    ['/hmis', '/hmis2/api/me', false],
    ['/other', '/hmis/api/me', false],
  ])('path %s covers %s: %s', (path, asked, sent) => {
    const jar = new CookieJar();
    jar.store([`JSESSIONID=x; Path=${path}`], NOW);

    expect(jar.header(asked, NOW) !== undefined).toBe(sent);
  });

  it.each([
    ['Max-Age=60', 61_000],
    ['Expires=Mon, 23 Nov 2026 23:01:00 GMT', 61_000],
    ['Max-Age=60; Expires=Tue, 24 Nov 2026 23:01:00 GMT', 61_000],
  ])('a cookie with %s ends', (attributes, laterMs) => {
    const jar = new CookieJar();
    jar.store([`a=b; ${attributes}`], NOW);

    expect(jar.header('/', NOW + 59_000)).toBe('a=b');
    expect(jar.header('/', NOW + laterMs)).toBeUndefined();
  });

  it('lets the server take a cookie back, and forgets all when told to', () => {
    const jar = new CookieJar();
    jar.store(['a=1', 'b=2'], NOW);
    jar.store(['a=; Max-Age=0'], NOW);
    expect(jar.header('/', NOW)).toBe('b=2');

    jar.clear();
    expect(jar.header('/', NOW)).toBeUndefined();
  });

  it('ignores what is no cookie', () => {
    const jar = new CookieJar();
    jar.store(['', 'nonsense', '=x', ';'], NOW);

    expect(jar.header('/', NOW)).toBeUndefined();
  });
});
