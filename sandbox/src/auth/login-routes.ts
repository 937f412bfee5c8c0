import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context';
import { bodyText } from '../http/request-body';
import { refuse } from '../http/web-message';
import { formOf } from './oauth-client';
import { loginPage, page } from './pages';
import type { Passwords } from './passwords';
import { sessionCookie } from './sessions';
import type { Sessions } from './sessions';

/** The login page, the JSON login behind it, and what the page asks for first (transcripts 328-330). */
export function addLoginRoutes(
  app: FastifyInstance,
  context: Context,
  parts: { passwords: Passwords; sessions: Sessions },
): void {
  const { passwords, sessions } = parts;
  const home = context.traits.line === '2.41' ? '/dhis-web-dashboard' : '/';
  const html = (reply: FastifyReply, text: string): FastifyReply => reply.type('text/html;charset=UTF-8').send(text);
  const wanted = (request: FastifyRequest): string => sessions.takeWanted(request.headers.cookie) ?? home;

  for (const path of LOGIN_PATHS) {
    app.get(path, (request, reply) => html(reply, loginPage(wanted(request), undefined)));
    app.post(path, async (request, reply) => {
      const form = formOf(request);
      const next = form.get('next') ?? home;
      const verdict = await passwords.check(form.get('username') ?? '', form.get('password') ?? '');
      if (verdict.kind !== 'user') return html(reply, loginPage(next, 'Incorrect username or password'));
      const cookie = sessionCookie(sessions.open(verdict.user.username));
      return reply.code(302).header('set-cookie', cookie).header('location', localAddress(next)).send('');
    });
  }

  app.post('/api/auth/login', async (request, reply) => {
    const { username = '', password = '' } = JSON.parse(bodyText(request.body as Buffer)) as Record<
      string,
      string | undefined
    >;
    const verdict = await passwords.check(username, password);
    if (verdict.kind !== 'user')
      throw refuse(401, verdict.kind === 'disabled' ? 'Account disabled' : 'Bad credentials');
    void reply.header('set-cookie', sessionCookie(sessions.open(username)));
    return { loginStatus: 'SUCCESS', redirectUrl: wanted(request) };
  });

  app.get('/api/loginConfig', () => loginConfig(context));
  app.get('/', (_request, reply) => html(reply, page('DHIS2', '<h1>Signed in</h1>')));
}

/** Where the login page is, over the releases. */
export const LOGIN_PATHS = ['/dhis-web-login', '/dhis-web-login/', '/login', '/login/', '/index.html'] as const;

/** Only paths of this server are led on to. */
function localAddress(next: string): string {
  return /^\/(?!\/)/.test(next) ? next : '/';
}

function loginConfig({ traits }: Context): Readonly<Record<string, unknown>> {
  const older = {
    apiVersion: traits.version,
    applicationTitle: 'DHIS 2',
    countryFlag: 'dhis2',
    uiLocale: 'en',
    loginPopup: '',
  };
  const shared = {
    loginPageLayout: 'DEFAULT',
    recaptchaSite: '6LcVwT0UAAAAAAkO_EGPiYOiymIszZUeHfqWIYX5',
    emailConfigured: false,
    selfRegistrationEnabled: false,
    selfRegistrationNoRecaptcha: false,
    allowAccountRecovery: false,
    useCustomLogoFront: false,
    oidcProviders: [],
  };
  if (traits.line === '2.41') return { ...older, ...shared };
  const empty = ['Title', 'Description', 'Notification', 'LeftSideFooter', 'RightSideFooter'].map((part) => [
    `application${part}`,
    '',
  ]);
  return {
    ...older,
    ...(Object.fromEntries(empty) as Record<string, string>),
    ...shared,
    loginPageTemplate: '',
    minPasswordLength: '8',
    maxPasswordLength: '72',
  };
}
