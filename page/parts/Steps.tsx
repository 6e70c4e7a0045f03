import type { JSX } from 'preact';
import type { Step } from '../../lib/page/contract';
import { useHouse } from './context';
import { Icon } from './Icon';
import { Time } from './Time';

type Standing = 'done' | 'now' | 'skipped' | 'open';

/** The way a request goes, where it is, and when it came by. */
export function Steps({ steps, isEnded }: { steps: readonly Step[]; isEnded: boolean }): JSX.Element {
    const { t } = useHouse();
    const last = steps.findLastIndex(({ at }) => at !== null);
    const standingOf = ({ at, skipped, stage }: Step, index: number): Standing => {
        if (index === last && stage !== 'available' && !isEnded) return 'now';
        if (at !== null) return 'done';
        return skipped === true || index < last ? 'skipped' : 'open';
    };
    return (
        <ol class="steps" aria-label={t('steps.label')}>
            {steps.map((step, index) => {
                const standing = standingOf(step, index);
                return (
                    <li key={step.stage} class={`step step-${standing}`} {...(standing === 'now' && { 'aria-current': 'step' })}>
                        <span class="step-dot" aria-hidden="true">
                            {standing === 'done' && <Icon name="check" />}
                        </span>
                        <span class="step-name">{t(`step.${step.stage}`)}</span>
                        <span class="visually-hidden">: {t(`step.${standing}`)} </span>
                        <span class="step-time">{step.at !== null && <Time at={step.at} as="short" />}</span>
                    </li>
                );
            })}
        </ol>
    );
}
