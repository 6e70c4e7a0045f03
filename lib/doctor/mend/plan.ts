/** What is to be written into a service, shown before it is: what is there, and what will be. */
import { createHash } from 'node:crypto';
import { MediaError } from '../../model';
import type { ServiceKind } from '../finding';

/** One field of a connection, for people. Secrets are never in it. */
export interface Change {
    /** `address`, `method`, `secret`, `triggers`, `tags`, `enabled`, `template`, `name` */
    field: string;
    before: string;
    after: string;
}

export interface Plan {
    kind: ServiceKind;
    /** `none`: all is right. `test`: the connection is right and muted; a successful test of it lifts the mute. */
    action: 'none' | 'create' | 'change' | 'replace' | 'test';
    /** What the connection is called. */
    name: string;
    changes: Change[];
    /** Stands for what was read: who applies the plan names it, and it is refused when something has changed meanwhile. */
    basis: string;
    /**
     * Of Seerr's one slot, where somebody else has it: to whom it sends. It is given up by saying so: who applies the plan has to
     * name this very address.
     */
    replaces?: string;
}

export interface Consent {
    /** Of the plan that was shown; without it whatever is found then is done. */
    basis?: string;
    /** To whom Seerr sends now: only named so it is replaced. */
    replaces?: string;
}

/** What a secret looks like in a plan. */
export const HIDDEN = '********';
/** What our own connections are called. */
export const OUR_NAME = 'Node-RED media pipeline';
/** Goes with the secret, since Sonarr and Radarr send a password only with or without a name, and people ask whose it is. */
export const OUR_USER = 'node-red';

export function basisOf(value: unknown): string {
    return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

/** @throws MediaError `changed_meanwhile`, `slot_taken` */
export function agree(plan: Plan, { basis, replaces }: Consent): void {
    if (basis !== undefined && basis !== plan.basis) {
        throw new MediaError(
            'changed_meanwhile',
            'It was changed in the service meanwhile: look at what is there now, then try again',
        );
    }
    if (plan.replaces !== undefined && plan.replaces !== replaces) {
        const message = `Seerr has one webhook only, and it sends to ${plan.replaces}: it is not replaced unless that is said`;
        throw new MediaError('slot_taken', message, { field: 'replaces' });
    }
}

/** @throws MediaError `no_own_address` */
export function needAddress(address: string | null): string {
    if (address !== null) return address;
    const message =
        'Enter the address under which the services reach Node-RED, for example http://node-red:1880, or set MEDIA_PUBLIC_URL';
    throw new MediaError('no_own_address', message, { field: 'ownUrl' });
}

/** A service's own words may hold the address that was tried, and with it the secret. */
export function withoutSecret(thrown: unknown, secret: string): unknown {
    if (!(thrown instanceof MediaError) || secret === '') return thrown;
    const inAddress = new URLSearchParams({ secret }).toString().slice('secret='.length);
    const forms = [secret, encodeURIComponent(secret), inAddress, decodeURIComponent(inAddress.replaceAll('%2B', '+'))];
    // Also as a service writes it in an address, which may be by other rules than ours.
    const message = forms
        .reduce((text, form) => text.replaceAll(form, HIDDEN), thrown.message)
        .replace(/([?&]secret=)[^\s\]"<>]+/gi, `$1${HIDDEN}`);
    return new MediaError(thrown.code, message, { ...(thrown.field !== undefined && { field: thrown.field }) });
}
