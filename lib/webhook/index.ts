/** Webhooks of Seerr, Radarr, Sonarr and Jellyfin: from what was posted to one event. */
export { type ParsedWebhook, parseWebhook, type WebhookContext, type WebhookInput } from './parse';
export {
    type IncomingWebhook,
    readMaxBytes,
    type Received,
    type ReceiverOptions,
    type ReplyBody,
    WebhookReceiver,
} from './receiver';
export type { EventDraft } from './read/draft';
export { checkSecret, type Presented } from './secret';
export { instanceFacts, isUnmuted } from './senders/arr';
export { parseRadarr } from './senders/radarr';
export { parseSonarr } from './senders/sonarr';
export { detectService, type NamedService, serviceFromName, type WebhookService, webhookServices } from './services';
export { cleanText, fileNameText } from './read/text';
