/** From what a flow file holds to settings that can be relied on. */
import { MediaError } from '../model';
import { FINDING_TEXTS, type FindingLanguage } from './texts/say';

export interface DoctorFields {
    ownUrl?: unknown;
    intervalHours?: unknown;
    leftOut?: unknown;
    language?: unknown;
}

export interface DoctorSettings {
    /** Empty: by the environment. */
    ownUrl: string;
    intervalMs: number;
    /** Ids of server nodes. */
    leftOut: readonly string[];
    language: FindingLanguage;
}

const HOUR_MS = 60 * 60_000;
const MOST_HOURS = 24 * 30;

/** @throws MediaError `invalid_setting`, naming the field */
export function readDoctorSettings({ ownUrl, intervalHours, leftOut, language }: DoctorFields): DoctorSettings {
    const url = typeof ownUrl === 'string' ? ownUrl.trim() : '';
    const isVariable = /^\$\{\S+\}$/.test(url);
    if (url !== '' && !isVariable && !(URL.canParse(url) && /^https?:\/\//i.test(url))) {
        throw new MediaError('invalid_setting', 'ownUrl must begin with http:// or https://', { field: 'ownUrl' });
    }
    const isUnsaid = intervalHours === undefined || intervalHours === null || intervalHours === '';
    const hours = isUnsaid ? 24 : Number(intervalHours);
    if (!(hours >= 1 && hours <= MOST_HOURS)) {
        const message = `intervalHours must be a number from 1 to ${MOST_HOURS}`;
        throw new MediaError('invalid_setting', message, { field: 'intervalHours' });
    }
    return {
        ownUrl: url,
        intervalMs: hours * HOUR_MS,
        leftOut: Array.isArray(leftOut) ? leftOut.filter((id) => typeof id === 'string') : [],
        language: typeof language === 'string' && language in FINDING_TEXTS ? (language as FindingLanguage) : 'en-US',
    };
}
