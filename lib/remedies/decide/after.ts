/** Whether what had to be true after a step is true. */
import type { CauseCode } from '../../causes';
import { rankOf, type Stage } from '../../model';
import { STEPS, type StepName } from './steps';

/** How far what a step was for has come: the one that is least far counts. */
export interface Standing {
    cause: CauseCode;
    stage: Stage;
    downloadId?: string | undefined;
    /** 0 to 100. */
    percent?: number | undefined;
}

/** @param before when it was done @param now as it stands */
export function hasHelped(step: StepName, before: Standing, now: Standing): boolean {
    const isFurther = rankOf(now.stage) > rankOf(before.stage);
    const isOther = isFurther || now.cause !== before.cause;
    switch (STEPS[step].after) {
        case 'other_cause':
            return isOther;
        case 'goes_on':
            return isOther || (now.percent !== undefined && now.percent > (before.percent ?? 0));
        case 'grabbed':
            return rankOf(now.stage) >= rankOf('grabbing') && (isFurther || now.downloadId !== before.downloadId);
        case 'imported':
            return rankOf(now.stage) >= rankOf('importing');
        case 'matched':
            return isFurther || !now.cause.startsWith('shoko_');
        case 'playable':
            return now.stage === 'available';
    }
}
