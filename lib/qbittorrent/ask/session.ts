/**
 * Keeps one session with qBittorrent. It never logs in in a loop: qBittorrent bans an address for an hour after five
 * wrong passwords, and that would lock its user out as well. Where an address needs no login, qBittorrent opens a session
 * for each request without a known cookie, whatever it answers, and tells the cookie with it (`webapplication.cpp`).
 */
import type { HttpClient, HttpReply, HttpRequest } from '../../http/http';
import { type Clock, MediaError } from '../../model';
import { BlockedLogin } from './blocked-login';
import { notQBittorrent } from './wire';

export interface Credentials {
    username: string;
    password: string;
    /** qBittorrent 5.2 and newer: takes the place of the login. */
    apiKey: string;
}

export type SessionRequest = Pick<HttpRequest, 'method' | 'path' | 'query' | 'form'>;

/** An answer with 2xx. */
export interface SessionReply {
    reply: HttpReply;
    /** The session that answered, to be compared only; empty when it has no cookie. */
    session: string;
}

/** Shorter than what is asked in earnest: what hangs now may be well at the next one. */
const PROBE_TIMEOUT_MS = 4_000;

/** `qbt_` and 28 more (`apikey.cpp`): nobody's password looks like that. */
function looksLikeApiKey(password: string): boolean {
    return /^qbt_\S{28}$/.test(password);
}

export class Session {
    /** `name=value`; null before the first session and after one expired, empty when a login gave none. */
    private cookie: string | null = null;
    private login: Promise<void> | null = null;
    private readonly blocked: BlockedLogin;
    private readonly apiKey: string;

    constructor(
        private readonly http: HttpClient,
        private readonly credentials: Credentials,
        clock: Clock,
        private readonly signal: AbortSignal,
    ) {
        this.blocked = new BlockedLogin(clock);
        const { apiKey, password } = credentials;
        this.apiKey = apiKey !== '' ? apiKey : looksLikeApiKey(password) ? password : '';
    }

    /**
     * Sends a request in the session, and once more in a new one when it was refused.
     * @param request asked anew for each try, with the session that it will be sent in: empty for none
     * @throws MediaError of `HttpClient.send` and `check`, and `wrong_credentials`, `wrong_api_key`, `no_credentials`,
     * `banned`, `host_rejected`, `session_refused`; while one of these is waited out (`retryAt`) nothing is sent
     */
    async send(request: (session: string) => SessionRequest): Promise<SessionReply> {
        this.blocked.check();
        if (this.cookie === null && this.mayLogIn) await this.logIn();
        const { cookie } = this;
        try {
            return await this.accepted(request);
        } catch (thrown) {
            if (!isRefusal(thrown)) throw thrown;
        }
        await this.renew(cookie);
        try {
            return await this.accepted(request);
        } catch (thrown) {
            if (!isRefusal(thrown)) throw thrown;
            throw await this.refused();
        }
    }

    /**
     * Asks for what needs no login to be refused. What is to be said of a wrong login, host or path is said by what asks for
     * more: here it is enough that something answers that is neither an error of a proxy nor a web page.
     * @throws MediaError of `HttpClient.send`, `redirected`, `http_5...`, `not_qbittorrent`
     */
    async probe(): Promise<void> {
        const sent = this.cookie;
        const request = { path: '/api/v2/app/version', headers: this.headers(), timeoutMs: PROBE_TIMEOUT_MS };
        const reply = await this.http.send({ ...request, signal: this.signal });
        this.adopted(reply, sent);
        const isRefused = reply.status >= 400 && reply.status < 500;
        if (!isRefused) this.http.check(reply);
        if (reply.text.trimStart().startsWith('<')) throw notQBittorrent();
    }

    private get mayLogIn(): boolean {
        return this.apiKey === '' && (this.credentials.username !== '' || this.credentials.password !== '');
    }

    private async accepted(request: (session: string) => SessionRequest): Promise<SessionReply> {
        const sent = this.cookie;
        const reply = await this.http.send({ ...request(sent ?? ''), headers: this.headers(), signal: this.signal });
        const opened = this.adopted(reply, sent);
        this.http.check(reply);
        this.blocked.clear();
        return { reply, session: opened ?? sent ?? '' };
    }

    /** The session that an answer opened, if any. */
    private adopted(reply: HttpReply, sent: string | null): string | undefined {
        const opened = sessionCookie(reply);
        // A late answer does not bring back a session that was replaced meanwhile.
        if (opened !== undefined && this.cookie === sent) this.cookie = opened;
        return opened;
    }

    private headers(): Record<string, string> {
        return {
            ...(this.apiKey !== '' && { authorization: `Bearer ${this.apiKey}` }),
            ...(this.cookie !== null && this.cookie !== '' && { cookie: this.cookie }),
        };
    }

    /** @param refused the cookie that does not do any more; null when there was none */
    private async renew(refused: string | null): Promise<void> {
        this.cookie = null;
        if (this.mayLogIn) return this.logIn();
        // Where no login was asked for, the next request may be let in again.
        if (refused === null) throw await this.refused();
    }

    /** What to say when there is nothing left to try. */
    private async refused(): Promise<MediaError> {
        if (this.mayLogIn)
            return this.blocked.refuse(
                'session_refused',
                'qBittorrent accepts the login but not what follows: does a proxy remove its cookies?',
                'url',
            );
        if (await this.isHostRejected()) return hostRejected();
        if (this.apiKey !== '')
            return this.blocked.refuse('wrong_api_key', 'qBittorrent refused the API key (they exist since 5.2)', 'apiKey');
        return new MediaError('no_credentials', 'qBittorrent asks for a login: enter user name and password', {
            field: 'username',
        });
    }

    /** Two requests that find the session expired share one login. */
    private logIn(): Promise<void> {
        this.login ??= this.requestLogin().finally(() => (this.login = null));
        return this.login;
    }

    private async requestLogin(): Promise<void> {
        const { username, password } = this.credentials;
        // Without a cookie: in a session that is open any password is accepted.
        const reply = await this.http.send({
            method: 'POST',
            path: '/api/v2/auth/login',
            form: { username, password },
            signal: this.signal,
        });
        // Up to 5.1 `Ok.` and `Fails.`, both with 200; from 5.2 on 204 and 401 (`authcontroller.cpp`).
        const isAccepted = reply.status === 204 || (reply.status === 200 && reply.text.trim() === 'Ok.');
        if (!isAccepted) throw await this.loginError(reply);
        // A proxy may have removed it.
        this.cookie = sessionCookie(reply) ?? '';
    }

    private async loginError(reply: HttpReply): Promise<MediaError> {
        const text = reply.text.trim();
        if (reply.status === 200 && text === 'Fails.') return this.wrongCredentials();
        if (reply.status === 401) return (await this.isHostRejected()) ? hostRejected() : this.wrongCredentials();
        // The sentence is translated; a login is refused with one only during a ban.
        if (reply.status === 403 && text !== 'Forbidden' && !text.startsWith('<')) return this.blocked.ban();
        if (reply.status === 200 || reply.status === 404 || reply.status === 405) return notQBittorrent();
        try {
            this.http.check(reply);
        } catch (thrown) {
            return thrown as MediaError;
        }
        return notQBittorrent();
    }

    /** A wrong `Host` is answered 401 before anything else is looked at, a missing login 403 (`webapplication.cpp`). */
    private async isHostRejected(): Promise<boolean> {
        const reply = await this.http.send({ path: '/api/v2/app/version', signal: this.signal });
        return reply.status === 401;
    }

    private wrongCredentials(): MediaError {
        return this.blocked.refuse('wrong_credentials', 'qBittorrent refused user name and password', 'password');
    }
}

function isRefusal(thrown: unknown): boolean {
    return thrown instanceof MediaError && thrown.code === 'unauthorised';
}

function hostRejected(): MediaError {
    return new MediaError(
        'host_rejected',
        "qBittorrent rejects this URL's host or port: add it in its Web UI options, or turn off host header validation",
        {
            field: 'url',
        },
    );
}

/** `SID` up to 5.1, `QBT_SID_<port>` from 5.2 on. */
function sessionCookie(reply: HttpReply): string | undefined {
    const header = reply.headers['set-cookie'];
    const cookies = Array.isArray(header) ? header.map(String) : [];
    return cookies
        .map((cookie) => cookie.split(';')[0]?.trim())
        .find((cookie) => cookie !== undefined && /^(SID|QBT_SID_\w+)=./.test(cookie));
}
