/** What a round may ask for. `catch-up`: all that was missed; `history`: what a push was about. */
export type Part = 'history' | 'catch-up' | 'queue' | 'titles' | 'all-titles' | 'health' | 'searches';
